"""What the partials and the envelope are told directly: right answers cost little, wrong ones more."""

import torch
from torch import Tensor

from engine.models.codec.envelope import POINTS
from engine.models.codec.framing import FRAME, HOP, LAG, RATE_HZ, SIZE
from engine.models.codec.harmonics import HARMONICS
from engine.training.codec.envelope_loss import envelope_loss
from engine.training.codec.level_loss import level_loss

COUNT = 66
SAMPLES = COUNT * HOP - LAG
PITCH_HZ = 220.0


def frames() -> Tensor:
    """Frames whose pitch is the middle one, 220 Hz."""
    return torch.zeros(1, COUNT, FRAME)


def note(*loudness: float) -> Tensor:
    """A sound (1, SAMPLES) with so loud partials, in a little hiss."""
    seconds = torch.arange(SAMPLES) / RATE_HZ
    hiss = 1e-4 * torch.randn(SAMPLES, generator=torch.Generator().manual_seed(0))
    partials = [a * torch.sin(2 * torch.pi * PITCH_HZ * n * seconds) for n, a in enumerate(loudness, 1)]
    return (torch.stack(partials).sum(0) + hiss)[None]


def said(*loudness: float) -> Tensor:
    levels = torch.full((1, COUNT, HARMONICS), -9.0)
    levels[..., : len(loudness)] = torch.log(256 * torch.tensor(loudness))
    return levels


def test_partials_that_sound_as_they_do_cost_nearly_nothing() -> None:
    assert frames()[0, 0, SIZE - 1] == 0
    # At both ends of the sound a window hears only half of it.
    assert level_loss(said(0.5, 0.2, 0.1), frames(), note(0.5, 0.2, 0.1)) < 0.25


def test_a_partial_too_soft_too_loud_or_too_many_costs() -> None:
    right = level_loss(said(0.5, 0.2, 0.1), frames(), note(0.5, 0.2, 0.1))
    for wrong in (said(0.5, 0.02, 0.1), said(0.5, 0.9, 0.1), said(0.5, 0.2, 0.1, 0.1, 0.1, 0.1)):
        assert level_loss(wrong, frames(), note(0.5, 0.2, 0.1)) > right + 0.1


def test_in_hiss_partials_are_told_to_be_silent() -> None:
    hiss = 0.1 * torch.randn(1, SAMPLES, generator=torch.Generator().manual_seed(0))
    levels = torch.full((1, COUNT, HARMONICS), 1.0, requires_grad=True)
    (gradient,) = torch.autograd.grad(level_loss(levels, frames(), hiss), levels)
    assert (gradient >= 0).float().mean() > 0.9


def onset(at: int) -> Tensor:
    """Silence, then from a sample on a tone (1, SAMPLES)."""
    tone = torch.sin(torch.arange(SAMPLES) * 0.7)
    return (tone * (torch.arange(SAMPLES) >= at))[None]


def test_an_envelope_is_told_to_wait_for_the_onset_and_then_to_let_go() -> None:
    at = 8_000
    points = torch.zeros(1, COUNT, POINTS, requires_grad=True)
    (gradient,) = torch.autograd.grad(envelope_loss(points, onset(at)), points)
    per_point = gradient.flatten()
    onset_point = (at + LAG) // (HOP // POINTS)
    assert (per_point[onset_point - 20 : onset_point - 3] > 0).all()
    assert (per_point[onset_point + 4 : onset_point + 8] <= 0).all()


def test_an_envelope_that_waits_costs_less() -> None:
    at = 8_000
    waiting = torch.zeros(1, COUNT, POINTS)
    point = (at + LAG) // (HOP // POINTS)
    waiting.view(1, -1)[:, point - 24 : point - 1] = -6.0
    assert envelope_loss(waiting, onset(at)) < 0.6 * envelope_loss(torch.zeros(1, COUNT, POINTS), onset(at))


def test_in_steady_sound_nothing_is_wanted_of_it() -> None:
    tone = torch.sin(torch.arange(SAMPLES) * 0.7)[None]
    points = torch.full((1, COUNT, POINTS), 0.5, requires_grad=True)
    (gradient,) = torch.autograd.grad(envelope_loss(points, tone), points)
    told = gradient.flatten() * points.numel()
    assert told[8 * POINTS : -8 * POINTS].max() < 0.11
    assert told.max() > 0.9, "at the sound's ends it is not steady"
