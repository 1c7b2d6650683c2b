"""The pitch of a latent: notes are found to a few cents, and a sound without any keeps that of what is beside it."""

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.models.codec.framing import LATENT_HOP, RATE_HZ
from engine.models.codec.pitch import MIDDLE_HZ, hertz, pitches

LATENTS = 12


def note(pitch_hz: float, partials: int = 8) -> Tensor:
    """A note (1, samples) whose partials get softer."""
    seconds = torch.arange(LATENTS * LATENT_HOP) / RATE_HZ
    number = torch.arange(1, partials + 1)[:, None]
    waves = torch.sin(2 * torch.pi * pitch_hz * number * seconds + number) / number
    return 0.2 * waves[pitch_hz * number[:, 0] < 15_000].sum(0, keepdim=True)


def hiss(loudness: float) -> Tensor:
    return loudness * torch.randn(1, LATENTS * LATENT_HOP, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("pitch_hz", [55.0, 98.3, 110.0, 233.1, 440.0, 1234.5, 2500.0])
def test_a_note_is_found_to_five_cents_in_hiss(pitch_hz: float) -> None:
    found_hz = hertz(pitches(note(pitch_hz) + hiss(0.003)))[0, 2:-3]
    assert (1200 * torch.log2(found_hz / pitch_hz)).abs().max() < 5


def test_a_missing_fundamental_is_heard() -> None:
    seconds = torch.arange(LATENTS * LATENT_HOP) / RATE_HZ
    sound = sum((0.1 * torch.sin(2 * torch.pi * 150 * n * seconds + n) for n in range(2, 9)), torch.zeros(()))
    assert hertz(pitches(sound[None]))[0, 2:-2].numpy() == pytest.approx(150, rel=0.003)


@pytest.mark.parametrize("sound", [hiss(0.1), torch.zeros(1, LATENTS * LATENT_HOP)], ids=["hiss", "silence"])
def test_without_any_pitch_it_is_the_middle_one(sound: Tensor) -> None:
    assert hertz(pitches(sound)).numpy() == pytest.approx(MIDDLE_HZ)


def test_a_note_lends_its_pitch_to_the_hiss_beside_it() -> None:
    sound = torch.cat((note(330.0), hiss(0.1)), 1)
    found_hz = hertz(pitches(sound))[0]
    assert found_hz[LATENTS + 2 : LATENTS + 6].numpy() == pytest.approx(330, rel=0.005)
    assert found_hz[-1] == pytest.approx(MIDDLE_HZ)


def test_numbers_and_hertz_are_octaves_around_the_middle() -> None:
    assert hertz(torch.tensor([-0.5, 0.0, 1.0])).numpy() == pytest.approx(np.array([110.0, 220.0, 880.0]))
