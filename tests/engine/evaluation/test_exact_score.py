"""The yardstick itself: exact samples are at no distance, and a known error is measured as what it is."""

import pytest
import torch

from engine.diffusion.noise import Draw
from engine.evaluation.exact_score import COLUMNS, Gaussian, autoregressive, distance, pushed


def test_a_perfect_sampler_is_at_no_distance() -> None:
    data = autoregressive()
    root = torch.linalg.cholesky(data.covariance).T
    perfect = pushed(lambda draw, items: data.mean + draw(torch.zeros(items, 1, COLUMNS, dtype=torch.float64)) @ root)
    assert distance(data, perfect) == pytest.approx(0, abs=1e-9)


def test_a_known_error_is_measured_as_what_it_is() -> None:
    data = autoregressive()

    def shifted(draw: Draw, items: int) -> torch.Tensor:
        noise = torch.zeros(items, 1, COLUMNS, dtype=torch.float64)
        return 0.5 + 3 * draw(noise) + 4 * draw(noise)

    white = Gaussian(torch.zeros(COLUMNS).double(), torch.eye(COLUMNS).double())
    assert distance(white, pushed(shifted)) == pytest.approx(0.5**2 + (5 - 1) ** 2)
    assert distance(data, data) == pytest.approx(0, abs=1e-9)


def test_the_denoiser_is_the_mean_of_what_it_could_have_been() -> None:
    data = autoregressive()
    generator = torch.Generator().manual_seed(0)
    root = torch.linalg.cholesky(data.covariance).T
    clean = data.mean + torch.randn(40_000, 1, COLUMNS, generator=generator).double() @ root
    noisy = clean + 0.5 * torch.randn(clean.shape, generator=generator)
    left = clean - data.denoise(noisy, 0.5)
    across = left[:, 0].T @ (noisy[:, 0] - data.mean) / len(clean)
    assert float(across.abs().max()) < 0.02
    assert float(left.mean(0).abs().max()) < 0.02
