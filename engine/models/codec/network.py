"""Encoder and decoder together, as they are trained and stored."""

from torch import Tensor, nn

from engine.models.codec.decoder import Decoder, Heard
from engine.models.codec.encoder import Encoder
from engine.models.codec.framing import LAG
from engine.models.codec.sounding import silent, sounded


class Network(nn.Module):
    """Ember's codec: samples at 44.1 kHz, mono, to 64 numbers 21.5 times a second, and frames back to samples."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def sounded(self, frames: Tensor) -> Tensor:
        """The samples (batch, n * HOP - LAG) of frames (batch, n, FRAME), in time with the sound that was encoded."""
        return self.heard(frames)[0]

    def heard(self, frames: Tensor) -> tuple[Tensor, Heard]:
        """Those samples, and what the heads said."""
        heard = self.decoder(frames)
        samples, _ = sounded(heard, frames, silent(len(frames), frames.device))
        return samples[:, LAG:], heard
