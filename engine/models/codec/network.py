"""Encoder and decoder together, as they are trained and stored."""

from torch import Tensor, nn

from engine.models.codec.decoder import Decoder, Heard
from engine.models.codec.encoder import Encoder
from engine.models.codec.framing import LAG
from engine.models.codec.sounding import Spectrum, learned_from, silent, spectrum


class Network(nn.Module):
    """Ember's codec: samples at 44.1 kHz, mono, to 64 numbers 21.5 times a second, and frames back to samples."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def learning(self) -> list[nn.Parameter]:
        """What a step of training changes: all but the linear maps, which are as good as they can be from the start."""
        return [parameter for parameter in self.parameters() if parameter.requires_grad]

    def sounded(self, frames: Tensor) -> Tensor:
        """The samples (batch, n * HOP - LAG) of frames (batch, n, FRAME), in time with the sound that was encoded."""
        return self.sound_of(self.decoder(frames), frames)

    def sound_of(self, heard: Heard, frames: Tensor) -> Tensor:
        """Those samples, of what the heads said."""
        return learned_from(heard, frames)[:, LAG:]

    def spectrum_of(self, heard: Heard, frames: Tensor) -> Spectrum:
        """The magnitudes of what the heads said, before they sound."""
        return spectrum(heard, frames, silent(len(frames), frames.device))
