"""From the decoder's levels to blocks of samples: texture, phases, inverse transform, fades, ceiling.

The first guess of the phases covers the whole clip; the iterations go chunk by chunk, so that a clip sounds before
it is finished. A chunk's iterations see the last frames of the one before, which stay, and a few ahead.
"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from engine.audio import Samples
from engine.models.vae.framing import LEAD
from engine.models.vae.network import CLIP
from engine.models.vae.phase import guessed_phases, refined, with_phases
from engine.models.vae.spectrogram import (
    HOP,
    MARGIN,
    WINDOW,
    magnitudes,
    overlap_add,
    samples_of,
    window_power,
)
from engine.models.vae.texture import Texture, noisiness

PEAK = 0.891
"""-1 dBFS: no sample lies beyond it."""
PHASE_STEPS = 8
CHUNK = 48
"""Spectral frames of a block: 279 ms."""

_AHEAD = 4
_BEHIND = WINDOW // HOP - 1
_KNEE = 0.8
_LARGEST_GAIN = 4.0
_FADE_IN, _FADE_OUT = 44, 441


def rendered(
    levels: Tensor, spread: Tensor, grain: Texture, frames: int, on_step: Callable[[], None]
) -> Iterator[Samples]:
    """Blocks of float32 (frames, 1) that add up to `frames`, from levels and their spread (FRAMES, BINS) in decibels.

    The loudest sample comes near to -1 dBFS and never beyond. `on_step` comes before each step of the phases.
    """
    used = min(len(levels), -(-(LEAD + frames + MARGIN) // HOP))
    loud, start = _first_guess(levels[:used], spread[:used], grain, on_step)
    gain = min(_KNEE / max(float(samples_of(start).abs().max()), 1e-9), _LARGEST_GAIN)
    ramp = _fades(frames)
    position = -LEAD
    for piece in _pieces(loud, start, on_step):
        begin, end = max(position, 0), min(position + len(piece), frames)
        if end > begin:
            block = _ceiling(piece[begin - position : end - position] * gain) * ramp[begin:end]
            yield block.numpy()[:, None]
        position += len(piece)


def phase_steps(frames: int) -> int:
    """How often `rendered` calls `on_step` for a clip of so many frames."""
    used = min(CLIP // HOP, -(-(LEAD + frames + MARGIN) // HOP))
    return 1 + PHASE_STEPS * -(-used // CHUNK)


def _first_guess(levels: Tensor, spread: Tensor, grain: Texture, on_step: Callable[[], None]) -> tuple[Tensor, Tensor]:
    """Magnitudes with their grain, and spectra of them that are a start."""
    on_step()
    noisy = noisiness(spread)
    phases = guessed_phases(magnitudes(levels).numpy())
    loud = magnitudes(levels + noisy * grain.levels[: len(levels)])
    grainy = grain.spectra[: len(levels)]
    hiss = loud * grainy / grainy.abs().clamp_min(1e-9)
    return loud, torch.where(noisy > 0.5, hiss, with_phases(loud, phases))


def _pieces(loud: Tensor, start: Tensor, on_step: Callable[[], None]) -> Iterator[Tensor]:
    """Samples of all frames from the clip's first on, chunk by chunk."""
    settled = torch.zeros(0, loud.shape[1], dtype=start.dtype)
    power = window_power(len(loud))
    tail = torch.zeros(2 * MARGIN)
    for begin in range(0, len(loud), CHUNK):
        end, behind = min(begin + CHUNK, len(loud)), min(begin, _BEHIND)
        seen = slice(begin - behind, end + _AHEAD)
        guess = torch.cat([settled[len(settled) - behind :], start[begin : end + _AHEAD]])
        settled = refined(loud[seen], guess, PHASE_STEPS, behind, on_step)[behind : behind + end - begin]
        added = overlap_add(settled)
        added[: 2 * MARGIN] += tail
        tail = added[-2 * MARGIN :]
        done = added if end == len(loud) else added[: -2 * MARGIN]
        done = done / power[begin * HOP : begin * HOP + len(done)]
        yield done[MARGIN:] if begin == 0 else done


def _fades(frames: int) -> Tensor:
    """Factors (frames,) that open the clip within a millisecond and close it within ten, or half of its length."""
    ramp = torch.ones(frames)
    opening, closing = min(_FADE_IN, frames // 2), min(_FADE_OUT, frames // 2)
    ramp[:opening] *= torch.linspace(0, 1, opening)
    ramp[frames - closing :] *= torch.linspace(1, 0, closing)
    return ramp


def _ceiling(samples: Tensor) -> Tensor:
    """The samples themselves up to the knee, bent above it so that they never pass PEAK."""
    beyond = (samples.abs() - _KNEE).clamp_min(0)
    room = PEAK - _KNEE
    return samples.clamp(-_KNEE, _KNEE) + samples.sign() * torch.tanh(beyond / room) * room
