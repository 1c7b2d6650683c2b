"""Inpainting over an exact score: how far each way ends from the true posterior, and what it leaves as it was."""

import pytest
import torch
from torch import Tensor

from engine.diffusion.inpainting import dilated, repainted, replaced
from engine.diffusion.noise import drawn_from, generators_of
from engine.diffusion.samplers import Sampler, adams_bashforth, dpm_solver, euler
from engine.diffusion.sigmas import FLOW_HIGHEST_SHARE, even_flow
from engine.diffusion.start import noise_of
from engine.errors import Cancelled, RangeError
from engine.evaluation.exact_score import COLUMNS, Gaussian, pushed, silently
from engine.evaluation.inpainting_error import DATA, MASK, SIGMAS, masking, mean_error, repainting, replacing, source_of
from engine.evaluation.inpainting_error import posterior_error as error
from tests.engine.diffusion.alone import one_by_one

KNOWN = source_of(0)


@pytest.fixture(scope="module")
def by_repaint() -> Gaussian:
    """What RePaint makes of the one known source in 25 steps, each taken 4 times: 97 evaluations."""
    return pushed(lambda draw, items: repainting(draw, items, KNOWN))


@pytest.fixture(scope="module")
def by_replacement() -> Gaussian:
    return pushed(lambda draw, items: replacing(draw, items, KNOWN))


def test_a_network_with_masks_comes_near_in_25_steps() -> None:
    assert error(pushed(lambda draw, items: masking(draw, items, KNOWN)), KNOWN) < 0.004


def test_repaint_comes_nearer_than_replacement(by_repaint: Gaussian, by_replacement: Gaussian) -> None:
    assert error(by_repaint, KNOWN) < 0.06
    assert error(by_replacement, KNOWN) > 0.1


def test_over_many_sources_both_err_more_than_on_that_one(by_repaint: Gaussian, by_replacement: Gaussian) -> None:
    assert error(by_repaint, KNOWN) < mean_error(repainting, by_repaint) < 0.06
    assert error(by_replacement, KNOWN) < mean_error(replacing, by_replacement)
    assert mean_error(replacing, by_replacement) > 0.2


def test_more_steps_do_not_help_replacement(by_replacement: Gaussian) -> None:
    steps = even_flow(50, FLOW_HIGHEST_SHARE)
    doubled = pushed(lambda draw, items: replacing(draw, items, KNOWN, steps))
    assert error(doubled, KNOWN) > 0.95 * error(by_replacement, KNOWN)


def test_resamples_help_repaint() -> None:
    def error_with(resamples: int) -> float:
        steps = even_flow(9, FLOW_HIGHEST_SHARE)
        return error(pushed(lambda draw, items: repainting(draw, items, KNOWN, steps, resamples)), KNOWN)

    errors = [error_with(resamples) for resamples in (1, 2, 4, 8)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0] / 2


@pytest.mark.parametrize(("steps", "resamples", "evaluations"), [(25, 4, 97), (8, 1, 8), (1, 5, 1)])
def test_repaint_costs_what_it_says(steps: int, resamples: int, evaluations: int) -> None:
    done_and_total: list[tuple[int, int]] = []
    latents, draw = noise_of([0], (1, COLUMNS)), drawn_from(generators_of([0]))
    sigmas = even_flow(steps, 0.9)
    repainted(DATA.denoise, latents, sigmas, latents, MASK, resamples, draw, lambda *both: done_and_total.append(both))
    assert done_and_total == [(done, evaluations) for done in range(evaluations)]


@pytest.mark.parametrize("sampler", [euler, adams_bashforth, dpm_solver])
@pytest.mark.parametrize("shape", [(2, COLUMNS), (2, COLUMNS, 4)])
def test_outside_of_the_mask_replacement_keeps_every_bit(sampler: Sampler, shape: tuple[int, ...]) -> None:
    known, noise = noise_of([1, 2], shape), noise_of([3, 4], shape)
    mask = MASK.reshape(1, 1, COLUMNS, *(1 for _ in shape[2:]))
    denoise = replaced(lambda latents, sigma: latents / (1 + sigma**2), known, mask, noise)
    filled = sampler(denoise, SIGMAS[0] * noise, SIGMAS, silently)
    assert torch.equal(filled[:, :, ~MASK], known[:, :, ~MASK])
    assert float((filled - known)[:, :, MASK].abs().mean()) > 0.1


def test_outside_of_the_mask_repaint_keeps_every_bit_in_a_batch_as_alone() -> None:
    known, seeds = noise_of([1, 2, 3], (2, COLUMNS)), [4, 5, 6]

    def filled(items: slice) -> Tensor:
        start, draw = SIGMAS[0] * noise_of(seeds[items], (2, COLUMNS)), drawn_from(generators_of(seeds[items]))
        return repainted(one_by_one(DATA.denoise), start, SIGMAS[-5:], known[items], MASK, 3, draw, silently)

    batch = filled(slice(3))
    assert torch.equal(batch[..., ~MASK], known[..., ~MASK])
    assert torch.equal(batch, torch.cat([filled(slice(item, item + 1)) for item in range(3)]))


def test_the_network_sees_what_is_known_under_noise_of_the_sigma_that_it_is_told() -> None:
    known, noise = noise_of([1], (64, COLUMNS)), noise_of([2], (64, COLUMNS))
    seen: list[Tensor] = []

    def denoise(latents: Tensor, sigma: float) -> Tensor:
        seen.append(((latents - known) / sigma)[..., ~MASK])
        return latents / (1 + sigma**2)

    euler(replaced(denoise, known, MASK, noise), SIGMAS[0] * noise, SIGMAS, silently)
    assert all(torch.allclose(each, noise[..., ~MASK], atol=1e-3) for each in seen)
    seen.clear()
    repainted(denoise, SIGMAS[0] * noise, SIGMAS, known, MASK, 4, drawn_from(generators_of([3])), silently)
    assert [float(each.std()) for each in seen] == pytest.approx([1] * 97, abs=0.05)
    assert float(torch.corrcoef(torch.stack(seen).flatten(1)).fill_diagonal_(0).abs().max()) < 0.1


def test_a_cancelled_repaint_leaves_nothing_behind() -> None:
    known, start = noise_of([1], (2, COLUMNS)), SIGMAS[0] * noise_of([2], (2, COLUMNS))
    before = known.clone(), start.clone(), torch.get_rng_state()

    def cancel(done: int, total: int) -> None:
        if done == 30:
            raise Cancelled

    with pytest.raises(Cancelled):
        repainted(DATA.denoise, start, SIGMAS, known, MASK, 4, drawn_from(generators_of([3])), cancel)
    assert all(map(torch.equal, (known, start, torch.get_rng_state()), before))


def test_a_mask_opens_by_columns_to_both_sides_and_stops_at_the_ends() -> None:
    mask = torch.zeros(2, 1, 10, 3, dtype=torch.bool)
    mask[0, :, 4:6], mask[1, :, 0] = True, True
    wide = dilated(mask, 2)
    assert wide.dtype == torch.bool
    assert wide.shape == mask.shape
    assert wide[0, 0, :, 1].nonzero().flatten().tolist() == [2, 3, 4, 5, 6, 7]
    assert wide[1, 0, :, 2].nonzero().flatten().tolist() == [0, 1, 2]
    assert torch.equal(dilated(mask, 0), mask)
    assert not dilated(torch.zeros_like(mask), 3).any()


def test_repaint_takes_each_step_at_least_once() -> None:
    with pytest.raises(RangeError, match="at least once"):
        repainted(DATA.denoise, KNOWN[None, None], SIGMAS, KNOWN, MASK, 0, drawn_from(generators_of([0])), silently)
