"""From what the heads say to samples, as a stream: partials and spectra, the inverse STFT, the envelope; in float32."""

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.models.codec.decoder import Heard
from engine.models.codec.envelope import enveloped
from engine.models.codec.framing import SIZE
from engine.models.codec.harmonics import cycles, harmonic_spectra
from engine.models.codec.overlap import TAIL, added, synthesis_window
from engine.models.codec.pitch import HIGHEST_HZ, LOWEST_HZ, hertz


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


def silent(streams: int, device: torch.device) -> Sounding:
    """Before the first frame."""
    zero = torch.zeros(streams, 1, device=device)
    return Sounding(torch.zeros(streams, TAIL, device=device), zero.double(), zero, zero)


def sounded(heard: Heard, frames: Tensor, before: Sounding) -> tuple[Tensor, Sounding]:
    """The samples (batch, n * HOP) of what was said of frames (batch, n, FRAME), and what lasts after them."""
    pitch_hz = hertz(frames[..., SIZE - 1].float()).clamp(LOWEST_HZ / 4, HIGHEST_HZ * 4)
    cycle = cycles(pitch_hz, before.pitch_hz, before.cycle)
    spectra = heard.spectra + harmonic_spectra(heard.levels, pitch_hz, cycle)
    samples, tail = added(spectra, synthesis_window(frames.device), before.tail)
    loud = enveloped(samples, heard.points, before.point)
    return loud, Sounding(tail, cycle[:, -1:], pitch_hz[:, -1:], heard.points[:, -1, -1:])
