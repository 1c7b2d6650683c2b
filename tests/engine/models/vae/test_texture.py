"""The grain that is laid over noisy levels."""

import torch

from engine.models.vae.texture import noisiness, texture


def test_white_noise_lies_around_its_median_as_far_as_a_rayleigh_distribution() -> None:
    grain = texture(torch.Generator().manual_seed(0))
    inner = grain.levels[4:-4, 4:-4]
    assert abs(float(inner.median())) < 0.1
    assert abs(float(inner.abs().mean()) - 4.3) < 0.1


def test_known_bins_get_no_grain_and_noise_all_of_it() -> None:
    shares = noisiness(torch.tensor([0.0, 2.0, 3.15, 4.3, 9.0]))
    assert torch.allclose(shares, torch.tensor([0.0, 0.0, 0.5, 1.0, 1.0]))
