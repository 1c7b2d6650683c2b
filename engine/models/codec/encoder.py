"""From samples to latents: a linear map of the levels in bands, and what blocks add to it.

The blocks (ConvNeXt, at frame rate, then at latent rate) have three views of the spectrum: a short window sees where a
transient is, a long one tells low partials apart, and the complex one shows phases.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.models.codec.bands import BANDS, band_levels
from engine.models.codec.framing import HOP, LATENT_HOP, LEARNED, PHASES, WINDOW
from engine.models.codec.magnitudes import magnitudes
from engine.models.codec.pitch import pitches

WIDTH = 256
SLOW_WIDTH = 320

_SHORT, _LONG = 512, 4096
_SHORT_BINS, _MIDDLE_BINS, _LONG_BINS = 256, 384, 800
"""Bins that are used: up to 22, 16.5 and 8.6 kHz."""
_VIEWS = _SHORT_BINS + _MIDDLE_BINS + 2 * _MIDDLE_BINS + _LONG_BINS
_FAST_BLOCKS, _SLOW_BLOCKS = 3, 3
_FLOOR = 1e-3
_COMPRESSION = 0.3
_LOG_VARIANCES = (-8.0, 2.0)
_FIRST_LOG_VARIANCE = -6.0


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """A diagonal Gaussian over latents: mean (batch, latents, SIZE), and of the learned numbers log of the variance.

    The last number of the mean is the pitch, which is exact.
    """

    mean: Tensor
    log_variance: Tensor

    def divergence(self) -> Tensor:
        """Kullback-Leibler divergence from the standard normal: nats (batch, latents, LEARNED)."""
        return (self.mean[..., :LEARNED] ** 2 + self.log_variance.exp() - self.log_variance - 1) / 2


class Block(nn.Module):
    """A depthwise convolution over the frames around, then each frame for itself; (batch, frames, width)."""

    def __init__(self, width: int, wider: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv1d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width)
        self.widen = nn.Linear(width, wider * width)
        self.narrow = nn.Linear(wider * width, width)
        self.scale = nn.Parameter(torch.full((width,), 0.2))

    def forward(self, x: Tensor) -> Tensor:
        y = self.depthwise(x.transpose(1, 2)).transpose(1, 2)
        changed: Tensor = x + self.scale * self.narrow(nn.functional.gelu(self.widen(self.norm(y)), approximate="tanh"))
        return changed


class Encoder(nn.Module):
    """Samples (batch, LATENT_HOP * n) at 44.1 kHz to the posterior of n latents."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(PHASES * BANDS, LEARNED).requires_grad_(False)
        self.first = nn.Linear(_VIEWS, WIDTH)
        self.fast = nn.Sequential(*(Block(WIDTH, 2) for _ in range(_FAST_BLOCKS)))
        self.slower = nn.Linear(PHASES * WIDTH, SLOW_WIDTH)
        self.slow = nn.Sequential(*(Block(SLOW_WIDTH, 3) for _ in range(_SLOW_BLOCKS)))
        self.last = nn.Linear(SLOW_WIDTH, 2 * LEARNED)
        with torch.no_grad():
            self.last.weight *= 0.1
            self.last.bias[:] = 0
            # With more noise than this at the start, latents grow to ten times their noise instead of it shrinking.
            self.last.bias[LEARNED:] = _FIRST_LOG_VARIANCE

    def forward(self, samples: Tensor) -> Posterior:
        middle = spectra(samples)
        with torch.autocast(samples.device.type, enabled=False):
            levels = band_levels(magnitudes(middle))
            mean = self.linear(levels.reshape(len(levels), -1, PHASES * BANDS))
        x = self.fast(self.first(views(samples, middle)))
        batch, frames, width = x.shape
        x = self.slow(self.slower(x.reshape(batch, frames // PHASES, PHASES * width)))
        more, log_variance = self.last(x).float().chunk(2, dim=2)
        with torch.no_grad(), torch.autocast(samples.device.type, enabled=False):
            pitch = pitches(samples.float())[..., None]
        return Posterior(torch.cat((mean + more, pitch), 2), log_variance.clamp(*_LOG_VARIANCES))


def spectra(samples: Tensor) -> Tensor:
    """The complex spectra (batch, PHASES * n, BINS) of samples (batch, LATENT_HOP * n) in windows of WINDOW.

    The frames of latent j are those around sample LATENT_HOP * j.
    """
    return _stft(samples, WINDOW)


def views(samples: Tensor, middle: Tensor) -> Tensor:
    """What the blocks see of samples whose spectra are known: (batch, PHASES * n, 2208), about -1..1."""
    short, long = (_stft(samples, window) for window in (_SHORT, _LONG))
    middle = middle[..., :_MIDDLE_BINS]
    size = magnitudes(middle).clamp_min(1e-5)
    compressed = torch.view_as_real(middle * size ** (_COMPRESSION - 1)).flatten(2) * 0.3
    return torch.cat(
        (_levels(short[..., :_SHORT_BINS]), _levels(middle), _levels(long[..., :_LONG_BINS]), compressed), 2
    )


def _levels(spectrum: Tensor) -> Tensor:
    return torch.log(magnitudes(spectrum) + _FLOOR) * 0.25


def _stft(samples: Tensor, window: int) -> Tensor:
    """Spectra (batch, frames, bins) whose windows are centred HOP apart, half a latent before the sound on."""
    before = LATENT_HOP // 2 + window // 2
    padded = nn.functional.pad(samples, (before, window))
    frames = samples.shape[1] // HOP
    cut = padded[:, : (frames - 1) * HOP + window]
    hann = torch.hann_window(window, device=samples.device)
    return torch.stft(cut, window, HOP, window=hann, center=False, return_complex=True).transpose(1, 2)
