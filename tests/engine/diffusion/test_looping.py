"""Rings: the last column follows on to the first as any column does to the next, and nothing moves otherwise."""

import pytest
import torch
from torch import Tensor

from engine.diffusion.looping import ringed
from engine.diffusion.noise import Draw, generators_of
from engine.diffusion.samplers import Sampler, adams_bashforth, dpm_solver, euler
from engine.diffusion.sigmas import FLOW_HIGHEST_SHARE, even_flow, karras
from engine.diffusion.start import noise_of
from engine.evaluation.exact_score import COLUMNS, Gaussian, autoregressive, pushed, silently
from tests.engine.diffusion.alone import one_by_one

DATA = Gaussian(torch.zeros(COLUMNS, dtype=torch.float64), autoregressive().covariance)
SCHEDULES: dict[Sampler, list[float]] = {
    euler: even_flow(16, FLOW_HIGHEST_SHARE),
    adams_bashforth: even_flow(8, FLOW_HIGHEST_SHARE),
    dpm_solver: karras(16, 83.8, 0.0388),
}


def correlations(sampler: Sampler, seed: int | None) -> Tensor:
    """Of each column and the next, (columns,), of the last and the first at the end; on a ring where there's a seed."""

    def run(draw: Draw, items: int) -> Tensor:
        sigmas = SCHEDULES[sampler]
        denoise = DATA.denoise if seed is None else ringed(DATA.denoise, generators_of([seed] * items))
        start = sigmas[0] * draw(torch.zeros(items, 1, COLUMNS, dtype=torch.float64))
        return sampler(denoise, start, sigmas, silently)

    covariance = pushed(run).covariance
    after = covariance.roll(-1, 1).diagonal()
    spread = covariance.diagonal().sqrt()
    return after / (spread * spread.roll(-1))


@pytest.mark.parametrize("sampler", [euler, adams_bashforth, dpm_solver])
def test_a_ring_has_no_seam(sampler: Sampler) -> None:
    rings = torch.stack([correlations(sampler, seed) for seed in range(12)])
    wrapped, inner = rings[:, -1], rings[:, :-1]
    assert float(wrapped.mean()) == pytest.approx(float(inner.mean()), abs=0.01)
    assert float(inner.mean()) == pytest.approx(0.9, abs=0.012)
    # No joint of a single ring, wherever it lies, is a seam either.
    assert float(rings.min()) > 0.82


@pytest.mark.parametrize("sampler", [euler, adams_bashforth, dpm_solver])
def test_without_a_ring_the_last_column_knows_nothing_of_the_first(sampler: Sampler) -> None:
    line = correlations(sampler, None)
    assert abs(float(line[-1])) < 0.01
    assert float(line[:-1].min()) > 0.88


@pytest.mark.parametrize("shape", [(2, COLUMNS), (2, COLUMNS, 4)])
def test_what_a_network_does_to_each_column_alone_is_the_same_on_a_ring(shape: tuple[int, ...]) -> None:
    latents = noise_of([1, 2, 3], shape)
    seen: list[Tensor] = []

    def halved(turned: Tensor, sigma: float) -> Tensor:
        seen.append(turned)
        return turned / 2

    on_ring = ringed(halved, generators_of([4, 5, 6]))
    assert all(torch.equal(on_ring(latents, 1.0), latents / 2) for _ in range(8))
    first_columns = torch.stack([turned[..., :1] if turned.dim() == 3 else turned[:, :, :1, 0] for turned in seen])
    assert len({tuple(columns.flatten().tolist()) for columns in first_columns}) == 8


def test_an_item_is_turned_in_a_batch_as_it_is_alone() -> None:
    def sampled(seeds: list[int]) -> Tensor:
        denoise = ringed(one_by_one(DATA.denoise), generators_of(seeds))
        return euler(denoise, 3 * noise_of(seeds, (2, COLUMNS)), [3.0, 1.0, 0.2, 0.0], silently)

    assert torch.equal(sampled([1, 2]), torch.cat([sampled([1]), sampled([2])]))


def test_each_item_of_a_ring_needs_a_seed() -> None:
    with pytest.raises(ValueError, match="zip"):
        ringed(DATA.denoise, generators_of([1]))(noise_of([1, 2], (1, COLUMNS)), 1.0)
