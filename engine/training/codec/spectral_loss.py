"""How far a sound's spectra lie from another's: what the codec is trained to make small, and validated by.

The log-mel distance is a mean over five STFTs (Hann windows of 128 to 2048 samples, hop a quarter, 10 to 160 mel bands
of unit peak between 20 Hz and 22.05 kHz, natural logarithm of the magnitude relative to a sine of amplitude 1, not
below 1e-4) of the mean absolute difference. The loss has a lower floor: crops are softer than clips.
"""

import torch
from torch import Tensor, nn

from engine.models.codec.framing import RATE_HZ

RESOLUTIONS = ((128, 10), (256, 20), (512, 40), (1024, 80), (2048, 160))
"""Windows in samples, and mel bands."""

_FLOOR, _LOSS_FLOOR = 1e-4, 3e-5
_LOWEST_HZ = 20.0
_MAGNITUDES = 0.2
_BINS = 0.25
_BINS_FLOOR = 1e-5
_LEAST_MEAN = 1e-5
_NEARLY_SILENT = 1e-12
_HEARD_EVENLY_HZ = 1500.0


class SpectralLoss(nn.Module):
    """Distances of samples (batch, frames); holds windows and filters, and nothing that learns."""

    def __init__(self) -> None:
        super().__init__()
        self.views = nn.ModuleList(_MelView(window, bands) for window, bands in RESOLUTIONS)
        hertz = torch.linspace(0, RATE_HZ / 2, RESOLUTIONS[-1][0] // 2 + 1)
        self.bin_weight: Tensor
        weight = 1 / (hertz + _HEARD_EVENLY_HZ)
        self.register_buffer("bin_weight", (weight / weight.mean())[:, None], persistent=False)

    def forward(self, made: Tensor, true: Tensor) -> tuple[Tensor, Tensor]:
        """The loss and, of it, the log-mel distance.

        Beside that distance: magnitudes relative to their mean, which keeps loud parts right, and the logarithms
        of the longest window's single bins, which keeps partials apart that share a band.
        """
        mels, magnitudes = [], []
        for view in self.views:
            (made_mel, made_size), (true_mel, true_size) = view(made), view(true)
            mels.append((made_mel, true_mel))
            magnitudes.append((made_size - true_size).abs().mean() / (true_size.mean() + _LEAST_MEAN))
        bins = (torch.log(made_size + _BINS_FLOOR) - torch.log(true_size + _BINS_FLOOR)).abs() * self.bin_weight
        loss = torch.stack([_apart(*each, _LOSS_FLOOR).mean() for each in mels]).mean()
        distance = torch.stack([_apart(*each, _FLOOR).mean() for each in mels]).mean()
        return loss + _MAGNITUDES * torch.stack(magnitudes).mean() + _BINS * bins.mean(), distance.detach()

    def distance(self, made: Tensor, true: Tensor) -> Tensor:
        """The log-mel distance of each sound: (batch,)."""
        each = [_apart(view(made)[0], view(true)[0], _FLOOR).mean((1, 2)) for view in self.views]
        return torch.stack(each).mean(0)


def _apart(made: Tensor, true: Tensor, floor: float) -> Tensor:
    """Differences of the natural logarithms of levels, those below the floor taken for it."""
    return (made.clamp_min(floor).log() - true.clamp_min(floor).log()).abs()


class _MelView(nn.Module):
    """Samples (batch, frames) to levels in mel bands (batch, bands, n) and magnitudes (batch, bins, n)."""

    def __init__(self, window: int, bands: int) -> None:
        super().__init__()
        self.window = window
        self.hann: Tensor
        self.filters: Tensor
        self.register_buffer("hann", torch.hann_window(window), persistent=False)
        self.register_buffer("filters", mel_filters(window, bands), persistent=False)

    def forward(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        spectra = torch.stft(
            samples, self.window, self.window // 4, window=self.hann, pad_mode="constant", return_complex=True
        )
        # Not abs(): its gradient is not a number where a bin is silent.
        size = (spectra.real.square() + spectra.imag.square() + _NEARLY_SILENT).sqrt() * (4 / self.window)
        return self.filters @ size, size


def mel_filters(window: int, bands: int) -> Tensor:
    """Triangles (bands, bins) of unit peak, evenly spaced in mel: 2595 log10(1 + f / 700)."""
    highest = _mel(torch.tensor(RATE_HZ / 2, dtype=torch.float64))
    edges = torch.linspace(float(_mel(torch.tensor(_LOWEST_HZ))), float(highest), bands + 2, dtype=torch.float64)
    edges = 700 * (10 ** (edges / 2595) - 1)
    hertz = torch.linspace(0, RATE_HZ / 2, window // 2 + 1, dtype=torch.float64)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return torch.minimum((hertz - low) / (middle - low), (high - hertz) / (high - middle)).clamp_min(0).float()


def _mel(hertz: Tensor) -> Tensor:
    return 2595 * torch.log10(1 + hertz / 700)
