"""From 44.1 kHz to the sound card's rate, hop after hop, 0.7 ms late.

Used by the live worker, once a hop. soxr's streaming holds back 12 to 21 ms; this is a short polyphase filter instead,
a Kaiser-windowed sinc (Crochiere and Rabiner, Multirate Digital Signal Processing, 1983). What lies below 20 kHz leaves
images at -90 dB at most; what lies above, which nobody hears, may leave some between there and the card's limit.
"""

from math import gcd

import numpy as np
import numpy.typing as npt

from engine.audio import Samples
from engine.live.contract import HOP, RATE_HZ

TAPS = 64
_KAISER_BETA = 9.0
_SPAN = TAPS // 2
_HEARD_HZ = 20_000.0

DELAY_SECONDS = _SPAN / RATE_HZ


class Converter:
    """Streams samples of some channels from 44.1 kHz to another rate; the card's own 44.1 kHz pass untouched."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        common = gcd(rate_hz, RATE_HZ)
        self._up, self._down = rate_hz // common, RATE_HZ // common
        self._filters = _filters(self._up, min(1.0, rate_hz / RATE_HZ))
        self._next = 0
        self._hold(np.zeros((TAPS - 1 + HOP, channels), np.float32))

    @property
    def frames_a_hop(self) -> float:
        """How many frames a hop becomes, on the average."""
        return HOP * self._up / self._down

    def convert(self, samples: Samples) -> Samples:
        """The next frames (n, channels) at the card's rate, after these (frames, channels)."""
        if self._up == self._down:
            return samples
        self._take_in(samples)
        # In steps of 1 / up of an input frame: where each output frame stands.
        end = len(samples) * self._up
        places = np.arange(self._next, end, self._down)
        self._next = int(places[-1]) + self._down - end if len(places) else self._next - end
        first, phase = np.divmod(places, self._up)
        heard = self._windows[first]
        taps = self._filters[phase]
        converted: Samples = np.empty((len(places), samples.shape[1]), np.float32)
        # Channel by channel: einsum is several times slower with both at once.
        for channel in range(samples.shape[1]):
            np.einsum("nt,nt->n", heard[:, channel], taps, out=converted[:, channel])
        return converted

    def _take_in(self, samples: Samples) -> None:
        """Put samples behind the last TAPS - 1 of those before."""
        past = self._joined[-(TAPS - 1) :]
        if len(past) + len(samples) != len(self._joined):
            self._hold(np.concatenate((past, samples)))
            return
        self._joined[: TAPS - 1] = past.copy()
        self._joined[TAPS - 1 :] = samples

    def _hold(self, joined: Samples) -> None:
        """Keep these samples, and what a filter hears at each place of them: (places, channels, TAPS)."""
        self._joined = joined
        self._windows = np.lib.stride_tricks.sliding_window_view(joined, TAPS, axis=0)


def aliasing_db(rate_hz: int, tones: int = 48) -> float:
    """The loudest that sines of 50 Hz to 20 kHz leave where they should not, against the sine itself, in decibels.

    Measured: each sine is converted, the same sine is taken out of it by least squares, and the rest is compared. Of
    one that the card's rate can't hold, everything is too much.
    """
    return max(_left_over_db(rate_hz, float(hertz)) for hertz in np.geomspace(50.0, _HEARD_HZ, tones))


def _left_over_db(rate_hz: int, hertz: float) -> float:
    frames = HOP * 40
    tone = np.sin(2 * np.pi * hertz * np.arange(frames) / RATE_HZ).astype(np.float32)[:, None]
    converter = Converter(rate_hz, 1)
    hops = [converter.convert(tone[first : first + HOP]) for first in range(0, frames, HOP)]
    heard = np.concatenate(hops)[round(4 * DELAY_SECONDS * rate_hz) :, 0].astype(np.float64)
    angle = 2 * np.pi * hertz * np.arange(len(heard)) / rate_hz
    basis = np.stack((np.sin(angle), np.cos(angle)), axis=1) * (hertz < rate_hz / 2)
    left = heard - basis @ np.linalg.lstsq(basis, heard, rcond=None)[0]
    return float(10 * np.log10(np.mean(left**2) / np.mean(tone**2)))


def _filters(up: int, highest: float) -> npt.NDArray[np.float32]:
    """The taps (up, TAPS) for each place between two input frames; they pass what lies below `highest` of 22.05 kHz."""
    offsets = np.arange(TAPS)[None, :] - (_SPAN - 1) - np.arange(up)[:, None] / up
    window = np.i0(_KAISER_BETA * np.sqrt(np.maximum(0.0, 1 - (offsets / _SPAN) ** 2))) / np.i0(_KAISER_BETA)
    taps = highest * np.sinc(highest * offsets) * window
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float32)
