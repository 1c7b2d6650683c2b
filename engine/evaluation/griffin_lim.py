"""The reference that bounds every spectrogram model: phases found anew for magnitudes that are true."""

import torch
from torch import Tensor

from engine.models.vae.phase import guessed_phases, refined, with_phases
from engine.models.vae.render import PHASE_STEPS
from engine.models.vae.spectrogram import samples_of, spectra


def griffin_lim(samples: Tensor, seed: int, steps: int = PHASE_STEPS) -> Tensor:
    """Samples (frames,) rebuilt from their own magnitudes by fast Griffin-Lim from random phases."""
    magnitudes = spectra(samples).abs()
    turns = torch.rand(magnitudes.shape, generator=torch.Generator().manual_seed(seed))
    return _rebuilt(magnitudes, torch.polar(magnitudes, 2 * torch.pi * turns), steps)


def guessed_then_griffin_lim(samples: Tensor, steps: int = PHASE_STEPS) -> Tensor:
    """The same from the phases that the VAE starts with."""
    magnitudes = spectra(samples).abs()
    return _rebuilt(magnitudes, with_phases(magnitudes, guessed_phases(magnitudes.numpy())), steps)


def _rebuilt(magnitudes: Tensor, start: Tensor, steps: int) -> Tensor:
    return samples_of(refined(magnitudes, start, steps, 0, lambda: None))
