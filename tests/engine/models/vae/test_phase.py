"""Phases from magnitudes alone: how near the sounds come whose phases were thrown away."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.evaluation.griffin_lim import griffin_lim, guessed_then_griffin_lim
from engine.models.vae.network import CLIP
from engine.models.vae.phase import guessed_phases, refined, with_phases
from engine.models.vae.spectrogram import FLOOR_DB, RATE_HZ, decibels, magnitudes, samples_of, spectra

SECONDS = torch.arange(CLIP) / RATE_HZ


def sine() -> Tensor:
    return 0.5 * torch.sin(2 * torch.pi * 440.7 * SECONDS)


def chirp() -> Tensor:
    return 0.5 * torch.sin(2 * torch.pi * (200 * SECONDS + 1000 * SECONDS**2))


def convergence_db(found: Tensor, true: Tensor) -> float:
    """Spectral convergence: energy of the magnitudes' difference over that of the true ones, in decibels."""
    wanted = spectra(true).abs()
    return float(20 * torch.log10((spectra(found).abs() - wanted).norm() / wanted.norm()))


@pytest.mark.parametrize("sound", [sine, chirp])
def test_steady_and_gliding_tones_come_back(sound: Callable[[], Tensor]) -> None:
    assert convergence_db(guessed_then_griffin_lim(sound()), sound()) < -24


def test_the_guess_alone_is_better_than_iterations_from_random_phases() -> None:
    guessed = convergence_db(guessed_then_griffin_lim(chirp(), steps=0), chirp())
    assert guessed < convergence_db(griffin_lim(chirp(), seed=0, steps=8), chirp())


def test_the_transform_and_its_inverse_give_the_samples_back() -> None:
    samples = torch.randn(16 * 256, generator=torch.Generator().manual_seed(0))
    # At the very ends fewer windows overlap; the inverse is exact where all four do.
    assert torch.allclose(samples_of(spectra(samples))[512:-512], samples[512:-512], atol=1e-5)


def test_levels_and_magnitudes_are_each_others_inverse() -> None:
    loud = torch.tensor([512.0, 5.12, 0.0])
    assert torch.allclose(decibels(loud), torch.tensor([6.0206, -33.979, FLOOR_DB]), atol=1e-3)
    assert torch.allclose(magnitudes(decibels(loud)), loud, rtol=1e-4)


def test_kept_frames_stay_as_they_are() -> None:
    wanted = spectra(chirp()[: 32 * 256]).abs()
    start = with_phases(wanted, guessed_phases(wanted.numpy()))
    found = refined(wanted, start, steps=3, kept=5, on_step=lambda: None)
    assert torch.equal(found[:5], start[:5])
    assert not torch.allclose(found[5:], start[5:])


def test_silence_stays_silent_and_finite() -> None:
    phases = guessed_phases(np.zeros((8, 513), np.float32))
    assert np.isfinite(phases).all()
