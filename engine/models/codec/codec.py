"""The codec as a value: encode a sound to latents, decode latents to a sound, or step through frames as they come.

Called on one thread, with nothing kept between calls but the weights.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.audio import Audio, at_rate, exactly
from engine.errors import RangeError
from engine.models.codec.blocks import sound_blocks
from engine.models.codec.framing import LATENT_HOP, RATE_HZ
from engine.models.codec.hearing import heard
from engine.models.codec.streaming import StreamingDecoder
from engine.models.codec.weights import Weights, load_weights
from engine.precision import fast_dtype

BUNDLED = Path(__file__).parents[2] / "weights" / "ember" / "codec" / "diffusion_pytorch_model.safetensors"
"""Named as diffusers names weights, so that the folder is Ember's autoencoder too."""


def load_codec(path: Path = BUNDLED) -> "Codec":
    """The codec of a file, Warmtone's own unless told otherwise; raises `ModelError` for a file that is none."""
    return Codec(load_weights(path))


class Codec:
    """44.1 kHz mono to 64 numbers 21.53 times a second, and back; bfloat16 where the CPU is made for it."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.decoder = StreamingDecoder(weights.network.decoder, fast_dtype())

    @torch.inference_mode()
    def encode(self, audio: Audio) -> Tensor:
        """The latents (1, n, SIZE) of a sound at 44.1 kHz, mono; raises `RangeError` for another rate or stereo.

        n is its length in latents of 2048 samples, rounded up; what is missing of the last one is silence.
        """
        if audio.rate_hz != RATE_HZ or audio.channels != 1:
            raise RangeError(f"The codec hears {RATE_HZ} Hz mono, not {audio.rate_hz} Hz on {audio.channels} channels.")
        latents = max(1, -(-audio.frames // LATENT_HOP))
        samples = torch.from_numpy(exactly(audio.samples, latents * LATENT_HOP)[:, 0])[None]
        return heard(self.weights.network.encoder, samples)

    @torch.inference_mode()
    def decode(self, latents: Tensor, seed: int = 0) -> Audio:
        """The sound (2048 n frames) of latents (1, n, SIZE), in time with the one that was encoded."""
        blocks = list(sound_blocks(self.decoder, (latents,), latents.shape[1], torch.Generator().manual_seed(seed)))
        return Audio(np.ascontiguousarray(torch.cat(blocks, dim=1)[0, :, None].numpy()), RATE_HZ)

    def coded(self, audio: Audio, seed: int = 0) -> Audio:
        """A sound as it comes out: every channel encoded and decoded, at 44.1 kHz, as many frames as it has there."""
        sound = at_rate(audio, RATE_HZ)
        channels = [
            self.decode(self.encode(Audio(sound.samples[:, [channel]], RATE_HZ)), seed).samples
            for channel in range(sound.channels)
        ]
        return Audio(exactly(np.concatenate(channels, axis=1), sound.frames), RATE_HZ)
