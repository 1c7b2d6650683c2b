"""Sound to the log mel spectrogram that AudioLDM's vocoder turns into sound again.

The rate, the hop and the number of bands stand in the vocoder's configuration. Window, range and floor don't: they are
those of AudioLDM's release (Liu et al. 2023, arXiv 2301.12503), `HIFIGAN_16K_64` in its `hifigan/utilities.py` and
`preprocessing` in its `utils.py`: Hann windows of 1024 of 16 kHz, 0 to 8 kHz, magnitudes on Slaney's mel scale with
areas of one, natural logarithm above 1e-5.
"""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

WINDOW_FRAMES = 1024
HIGHEST_HZ = 8000.0
_FLOOR = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Mel:
    """Triangles (bands, bins) over the magnitudes of a window, the hop in frames, and the rate in hertz."""

    filters: Tensor
    hop_frames: int
    rate_hz: int

    def levels(self, sound: Tensor) -> Tensor:
        """Levels (batch, steps, bands) of sound (batch, frames): one step for each whole hop, centred on its begin."""
        steps = sound.shape[1] // self.hop_frames
        # What mirrors at the ends must be longer than half of a window.
        long_enough = torch.nn.functional.pad(sound, (0, max(0, WINDOW_FRAMES - sound.shape[1])))
        window = torch.hann_window(WINDOW_FRAMES, device=sound.device)
        spectra = torch.stft(long_enough, WINDOW_FRAMES, self.hop_frames, window=window, return_complex=True)
        bands = self.filters.to(sound.device) @ spectra.abs()
        return bands.clamp(min=_FLOOR).log().transpose(1, 2)[:, :steps]

    def bands_below(self, hertz: float) -> int:
        """How many bands, counted from the lowest, hear nothing at that frequency or above it."""
        bins_hz = torch.arange(self.filters.shape[1], device=self.filters.device) * self.rate_hz / WINDOW_FRAMES
        return int((~(self.filters[:, bins_hz >= hertz] > 0).any(1)).sum())


def mel_of(vocoder: Any) -> Mel:
    """The analysis that belongs to a vocoder, by its configuration."""
    from transformers.audio_utils import mel_filter_bank

    config = vocoder.config
    filters = mel_filter_bank(
        num_frequency_bins=WINDOW_FRAMES // 2 + 1,
        num_mel_filters=config.model_in_dim,
        min_frequency=0.0,
        max_frequency=min(HIGHEST_HZ, config.sampling_rate / 2),
        sampling_rate=config.sampling_rate,
        norm="slaney",
        mel_scale="slaney",
    )
    return Mel(torch.from_numpy(filters.T).float().contiguous(), math.prod(config.upsample_rates), config.sampling_rate)
