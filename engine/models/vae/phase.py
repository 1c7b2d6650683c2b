"""Phases for magnitudes that have none.

First a guess without iteration: the phase of a spectral peak moves on with the time derivative of phase, the bins
around a peak follow it along the frequency derivative. Both derivatives are read from the log-magnitudes, as Průša,
Balazs and Søndergaard (2017) show for Gaussian windows; going from peak to peak instead of from bin to bin by a heap
lets a whole frame be computed at once. Then a few steps of fast Griffin-Lim (Perraudin, Balazs and Søndergaard, 2013).
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from engine.models.vae.spectrogram import BINS, HOP, WINDOW, samples_of, spectra

Phases = npt.NDArray[np.float64]
"""Radians, shape (frames, BINS), relative to the centre of each frame's window."""

_GAUSSIAN = 0.25645 * WINDOW**2
"""Time-frequency ratio in squared samples of the Gaussian that is nearest to a Hann window of WINDOW samples."""
_MOMENTUM = 0.99


def guessed_phases(magnitudes: npt.NDArray[np.float32]) -> Phases:
    """Phases that magnitudes (frames, BINS) suggest, integrated from their logarithm; steady sounds come out right."""
    logs = np.log(np.maximum(magnitudes, 1e-6 * magnitudes.max() + 1e-12))
    onward, across = _between_frames(logs), _from_lowest_bin(logs)
    phases = np.empty(magnitudes.shape)
    phases[0] = across[0]
    for frame in range(1, len(logs)):
        leader = _nearest_peak(logs[frame])
        moved = phases[frame - 1] + onward[frame - 1]
        phases[frame] = moved[leader] + across[frame] - across[frame][leader]
    return phases


def _between_frames(logs: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Radians from each frame to the next, shape (frames - 1, BINS)."""
    slope = np.gradient(logs, axis=1) * (HOP * WINDOW / _GAUSSIAN)
    rate = slope + 2 * np.pi * HOP / WINDOW * np.arange(logs.shape[1])
    return np.asarray((rate[1:] + rate[:-1]) / 2, np.float64)


def _from_lowest_bin(logs: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Radians from the lowest bin of a frame to each of its bins, shape (frames, BINS)."""
    slope = -np.gradient(logs, axis=0) * (_GAUSSIAN / (HOP * WINDOW))
    steps = (slope[:, 1:] + slope[:, :-1]) / 2
    return np.concatenate([np.zeros((len(logs), 1)), np.cumsum(steps, axis=1)], axis=1)


def _nearest_peak(logs: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
    """For each bin of one frame, the local maximum nearest to it."""
    peaks = np.flatnonzero((logs[1:-1] > logs[:-2]) & (logs[1:-1] >= logs[2:])) + 1
    if len(peaks) == 0:
        return np.full(len(logs), logs.argmax())
    borders = (peaks[1:] + peaks[:-1] + 1) // 2
    return peaks[np.searchsorted(borders, np.arange(len(logs)), side="right")]


def with_phases(magnitudes: Tensor, phases: Phases) -> Tensor:
    """Complex spectra (frames, BINS) of magnitudes and of phases that count from the window's centre."""
    # The transform counts from the window's first sample, half a window earlier: every other bin turns its sign.
    signs = torch.tensor([1.0, -1.0]).repeat(BINS)[:BINS]
    return torch.polar(magnitudes, torch.from_numpy(phases.astype(np.float32))) * signs


def refined(magnitudes: Tensor, start: Tensor, steps: int, kept: int, on_step: Callable[[], None]) -> Tensor:
    """Spectra of those magnitudes after some steps of fast Griffin-Lim from `start`, both (frames, BINS).

    The first `kept` frames stay as they are in `start`: they have sounded already. `on_step` comes before each step.
    """
    now, before = start, None
    for _ in range(steps):
        on_step()
        consistent = spectra(samples_of(now))
        ahead = consistent if before is None else consistent + _MOMENTUM * (consistent - before)
        now = magnitudes * ahead / ahead.abs().clamp_min(1e-9)
        now[:kept] = start[:kept]
        before = consistent
    return now
