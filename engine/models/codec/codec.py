"""The codec as a value: encode a sound to latents, decode latents to a sound, or step through frames as they come.

Called on one thread, with nothing kept between calls but the weights.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.audio import Audio, at_rate, exactly
from engine.errors import RangeError
from engine.models.codec.framing import LAG, LATENT_HOP, RATE_HZ, frames_of_all
from engine.models.codec.streaming import StreamingDecoder
from engine.models.codec.weights import Weights, load_weights
from engine.precision import fast_dtype

BUNDLED = Path(__file__).parents[2] / "weights" / "ember" / "codec" / "codec.safetensors"

_LATENTS_AT_ONCE = 256
"""12 s: long sounds go through the encoder in parts, so that they need no more memory than short ones."""
_HEARD_AROUND = 14
"""Latents on either side that reach into one: its blocks' nine, and the windows of those."""
_FRAMES_AT_ONCE = 2048


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
        parts = [self._encoded(samples, first, latents) for first in range(0, latents, _LATENTS_AT_ONCE)]
        return torch.cat(parts, dim=1)

    @torch.inference_mode()
    def decode(self, latents: Tensor, seed: int = 0) -> Audio:
        """The sound (2048 n frames) of latents (1, n, SIZE), in time with the one that was encoded."""
        frames = frames_of_all(latents, torch.Generator().manual_seed(seed))
        state, parts = self.decoder.silence(), []
        for some in torch.split(frames, _FRAMES_AT_ONCE, dim=1):
            samples, state = self.decoder.step(some, state)
            parts.append(samples)
        return Audio(np.ascontiguousarray(torch.cat(parts, dim=1)[0, LAG:, None].numpy()), RATE_HZ)

    def _encoded(self, samples: Tensor, first: int, latents: int) -> Tensor:
        """A part of a sound's latents, heard with enough around it that it is as if all had been heard at once."""
        begin = max(first - _HEARD_AROUND, 0)
        end = min(first + _LATENTS_AT_ONCE + _HEARD_AROUND, latents)
        mean: Tensor = self.weights.network.encoder(samples[:, begin * LATENT_HOP : end * LATENT_HOP]).mean
        return mean[:, first - begin : first - begin + _LATENTS_AT_ONCE]

    def coded(self, audio: Audio, seed: int = 0) -> Audio:
        """A sound as it comes out: every channel encoded and decoded, at 44.1 kHz, as many frames as it has there."""
        heard = at_rate(audio, RATE_HZ)
        channels = [
            self.decode(self.encode(Audio(heard.samples[:, [channel]], RATE_HZ)), seed).samples
            for channel in range(heard.channels)
        ]
        return Audio(exactly(np.concatenate(channels, axis=1), heard.frames), RATE_HZ)
