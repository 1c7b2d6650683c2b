"""The loss that training follows, against the measure that judges it."""

import math

import pytest
import torch

from engine.evaluation.multi_resolution_log_mel import audible_log_mel_distance
from engine.training.codec.spectral_loss import SpectralLoss


@pytest.fixture(scope="module")
def loss() -> SpectralLoss:
    return SpectralLoss()


def sounds() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    first = torch.randn(2, 16_384, generator=generator)
    return 0.1 * first, 0.1 * torch.randn(2, 16_384, generator=generator).cumsum(1) / 20


def test_its_distance_is_the_yardsticks(loss: SpectralLoss) -> None:
    made, true = sounds()
    each = loss.distance(made, true)
    expected = [audible_log_mel_distance(t.numpy(), m.numpy()) for m, t in zip(made, true, strict=True)]
    assert each.tolist() == pytest.approx(expected, rel=1e-4)
    assert float(loss(made, true)[1]) == pytest.approx(sum(expected) / 2, rel=1e-4)


def test_twice_as_loud_is_the_logarithm_of_two_away(loss: SpectralLoss) -> None:
    noise = 0.1 * torch.randn(1, 16_384, generator=torch.Generator().manual_seed(0))
    # A few bands between two bins hold nothing at any loudness.
    assert float(loss.distance(2 * noise, noise)) == pytest.approx(math.log(2), rel=0.06)


def test_equal_sounds_cost_nothing_and_silence_has_a_gradient(loss: SpectralLoss) -> None:
    made = torch.zeros(1, 16_384, requires_grad=True)
    whole, distance = loss(made.detach(), torch.zeros(1, 16_384))
    assert float(whole) == float(distance) == 0
    torch.autograd.backward(loss(made, sounds()[0][:1])[0])
    assert made.grad is not None
    assert made.grad.isfinite().all()
