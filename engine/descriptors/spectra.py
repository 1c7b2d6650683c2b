"""Power over time and frequency, which loudness, brightness and noisiness are all read from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
"""float32; samples have shape (frames,), -1..1."""

_WINDOW_SECONDS = 0.093
_OVERLAPPING = 4


@dataclass(frozen=True, slots=True, eq=False)
class Spectra:
    """Mean squares (times, bins) of Hann windows `hop_seconds` apart; each bin's frequency in hertz (bins,).

    The bins of a time add up to the mean square of the sound there; a sine of amplitude 1 has 0.5.
    """

    power: Numbers
    hertz: Numbers
    hop_seconds: float


def power_spectra(samples: Numbers, rate_hz: int) -> Spectra:
    """Spectra of a sound with silence around it, in windows of a power of two nearest to 93 ms, a quarter apart."""
    window = max(16, 2 ** round(np.log2(_WINDOW_SECONDS * rate_hz)))
    hop = window // _OVERLAPPING
    padded = np.pad(samples, (window - hop, window - 1))
    hann = np.hanning(window + 1)[:-1].astype(np.float32)
    cut = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop]
    found = np.fft.rfft(cut * hann).astype(np.complex64)
    power = found.real**2 + found.imag**2
    # All but the outermost bins stand for two of the whole transform.
    power[:, 1:-1] *= 2
    hertz = np.fft.rfftfreq(window, 1 / rate_hz).astype(np.float32)
    return Spectra(power / (window * float(hann @ hann)), hertz, hop / rate_hz)
