"""How far the decoder's partials lie from those that can be measured in the true sound.

The spectral loss alone finds partials slowly: one that is too soft to be heard has nearly no gradient. So each is told
directly how loud it is where the spectrum rises at its frequency, and to keep silent where it doesn't.
"""

import torch
from torch import Tensor, nn

from engine.models.codec.framing import HOP, RATE_HZ, SIZE, WINDOW
from engine.models.codec.harmonics import HARMONICS
from engine.models.codec.magnitudes import magnitudes
from engine.models.codec.pitch import hertz

_LEVELS, _PLACES = 2048, 4096
"""Windows in which a partial's level is read, and by which it is told from what lies between partials."""
_RISES = 1.2
"""Natural logarithm by which a partial stands above the middles beside it: 10 dB."""
_BELOW = 3.0
"""How far below the spectrum silent partials have to be, at least: 26 dB."""
_FLOOR = -9.0
_SMALLEST = 1e-5


def level_loss(levels: Tensor, frames: Tensor, true: Tensor) -> Tensor:
    """The mean differences of natural logarithms, of partials that sound and of others, summed.

    Levels (batch, n, HARMONICS) at frames (batch, n, FRAME) of a sound (batch, samples).
    """
    with torch.no_grad():
        partial_hz = hertz(frames[..., SIZE - 1].float())[..., None] * torch.arange(1, HARMONICS + 1).to(frames.device)
        level, sounds, counts = _measured(true, partial_hz)
    wrong = torch.where(sounds, (levels - level).abs(), (levels - (level - _BELOW).clamp_min(_FLOOR)).clamp_min(0))
    return _mean(wrong, sounds & counts) + _mean(wrong, ~sounds & counts)


def _measured(true: Tensor, partial_hz: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The level at each partial's frequency, whether it stands out there, and whether it is below 20 kHz."""
    count = partial_hz.shape[1]
    level = _around(_spectra(true, _LEVELS, count), partial_hz)
    places = _spectra(true, _PLACES, count)
    half = partial_hz[..., :1] / 2
    beside = (_around(places, partial_hz - half) + _around(places, partial_hz + half)) / 2
    return level, _around(places, partial_hz) - beside > _RISES, partial_hz < 20_000


def _spectra(samples: Tensor, window: int, count: int) -> Tensor:
    """Magnitudes (batch, count, bins) around every frame's middle, as they are in a window of WINDOW samples."""
    missing = (count - 1) * HOP + window - window // 2 - samples.shape[1]
    padded = nn.functional.pad(samples, (window // 2, max(missing, 0)))[:, : (count - 1) * HOP + window]
    hann = torch.hann_window(window, device=samples.device)
    spectra = torch.stft(padded, window, HOP, window=hann, center=False, return_complex=True)
    return magnitudes(spectra).transpose(1, 2) * (WINDOW / window)


def _around(magnitudes: Tensor, hz: Tensor) -> Tensor:
    """The natural logarithms of magnitudes near frequencies (batch, n, HARMONICS): of the largest of three bins."""
    last = magnitudes.shape[2] - 1
    nearest = (hz * (2 * last / RATE_HZ)).round().long()
    around = [magnitudes.gather(2, (nearest + offset).clamp(0, last)) for offset in (-1, 0, 1)]
    return torch.log(torch.stack(around).amax(0) + _SMALLEST)


def _mean(values: Tensor, chosen: Tensor) -> Tensor:
    return (values * chosen).sum() / chosen.sum().clamp_min(1)
