"""From what the heads say to samples, as a stream: magnitudes, phases, the inverse STFT, the envelope; in float32."""

import math
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from engine.models.codec.bands import FULL_SINE
from engine.models.codec.decoder import Heard
from engine.models.codec.envelope import enveloped
from engine.models.codec.framing import BINS, NOISE, NOISES, SIZE
from engine.models.codec.harmonics import cycles, harmonic_spectra
from engine.models.codec.magnitudes import magnitudes
from engine.models.codec.overlap import TAIL, added, synthesis_window
from engine.models.codec.phases import phases
from engine.models.codec.pitch import HIGHEST_HZ, LOWEST_HZ, hertz
from engine.models.codec.rounding import directions, exponentials
from engine.models.codec.rows import multiplied

_LOST = math.exp(0.35)
"""What phases lose where no sound has just these magnitudes: asked of 24 clips' levels, 3 dB."""


@dataclass(frozen=True, slots=True, eq=False)
class Sounding:
    """What lasts from one frame to the next, for each stream.

    Samples still to be added to (batch, TAIL); cycles of the pitch, of 1, float64 (batch, 1); the last pitch in hertz;
    the last point of the envelope.
    """

    tail: Tensor
    cycle: Tensor
    pitch_hz: Tensor
    point: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """Magnitudes of all and complex spectra of the partials (batch, n, BINS); the pitch and its cycles (batch, n)."""

    sizes: Tensor
    partials: Tensor
    pitch_hz: Tensor
    cycle: Tensor


def silent(streams: int, device: torch.device) -> Sounding:
    """Before the first frame."""
    zero = torch.zeros(streams, 1, device=device)
    return Sounding(torch.zeros(streams, TAIL, device=device), zero.double(), zero, zero)


def spectrum(heard: Heard, frames: Tensor, before: Sounding) -> Spectrum:
    """The partials of frames (batch, n, FRAME) and what lies around them."""
    pitch_hz = hertz(frames[..., SIZE - 1].double()).float().clamp(LOWEST_HZ / 4, HIGHEST_HZ * 4)
    cycle = cycles(pitch_hz, before.pitch_hz, before.cycle)
    partials = harmonic_spectra(heard.levels, pitch_hz, cycle)
    sizes = exponentials(heard.sizes) * FULL_SINE + magnitudes(partials)
    return Spectrum(sizes, partials, pitch_hz, cycle)


def sounded(heard: Heard, frames: Tensor, before: Sounding) -> tuple[Tensor, Sounding]:
    """The samples (batch, n * HOP) of what was said of frames (batch, n, FRAME), and what lasts after them."""
    found = spectrum(heard, frames, before)
    _, sound = _phased(found, frames, before)
    samples, tail = sound[:, :-TAIL], sound[:, -TAIL:]
    loud = enveloped(samples, heard.points, before.point)
    return loud, Sounding(tail.clone(), found.cycle[:, -1:], found.pitch_hz[:, -1:], heard.points[:, -1, -1:])


def learned_from(heard: Heard, frames: Tensor) -> Tensor:
    """The same samples from the beginning of a sound on, with gradients of magnitudes and of the envelope."""
    before, window = silent(len(frames), frames.device), synthesis_window(frames.device)
    found = spectrum(heard, frames, before)
    turned, _ = _phased(found, frames, before)
    samples, _ = added(found.sizes * _LOST * turned, window, before.tail)
    return enveloped(samples, heard.points, before.point)


def _phased(found: Spectrum, frames: Tensor, before: Sounding) -> tuple[Tensor, Tensor]:
    """The phases of a spectrum, and its sound with them, (batch, n * HOP + TAIL)."""
    angles = multiplied(frames[..., NOISE].float(), _angles(frames.device))
    window = synthesis_window(frames.device)
    return phases(found.sizes * _LOST, found.partials * _LOST, directions(angles), window, before.tail)


@cache
@torch.inference_mode(False)
def _angles(device: torch.device) -> Tensor:
    """A matrix (NOISES, BINS) that makes an angle for every bin, as good as any other, of a frame's noise."""
    return 2 * torch.randn(NOISES, BINS, generator=torch.Generator().manual_seed(0)).to(device)
