"""The spectrogram VAE as a model: `generate` from words or the prior, `vary` around a sound.

Called on the worker's only thread. Nothing is kept between calls; every call has a generator of its own.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from engine.audio import Audio, Samples, frames_of
from engine.errors import RangeError
from engine.models.contract import ModelCard, OnNote, OnStep
from engine.models.vae.framing import framed
from engine.models.vae.latents import drawn, walked
from engine.models.vae.network import Posterior
from engine.models.vae.render import PEAK, phase_steps, rendered
from engine.models.vae.spectrogram import RATE_HZ, levels, spectra
from engine.models.vae.texture import texture
from engine.models.vae.weights import Weights, load_weights
from engine.models.vae.words import Words
from engine.models.words.controls import left_out
from engine.tasks import Generate, Vary

SHORTEST_SECONDS = 0.02
LONGEST_SECONDS = 1.48

_QUIETEST_PEAK = 1e-5


def load_vae() -> "SpectrogramVae":
    """The VAE that comes with Warmtone; raises `ModelError` where its weights are missing or damaged."""
    return SpectrogramVae(load_weights(Path(__file__).with_name("vae.safetensors")))


class SpectrogramVae:
    """A `Model` of clips of up to 1.48 s at 44.1 kHz, mono: drums, synth, instruments and spoken digits."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._words = Words(weights.clips)

    @property
    def card(self) -> ModelCard:
        return ModelCard(
            name="vae",
            family="spectrogram-vae",
            rate_hz=RATE_HZ,
            channels=1,
            shortest_seconds=SHORTEST_SECONDS,
            longest_seconds=LONGEST_SECONDS,
            weights=self._weights.sha256[:16],
            precision="float32",
            device="cpu",
            threads=torch.get_num_threads(),
        )

    def generate(self, task: Generate, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        """Blocks of a new clip; raises `PromptError` without a known word, `RangeError` for another length."""
        frames = _frames_within(task.seconds)
        for note in left_out("vae", task.controls):
            on_note(note)
        groups = self._words.clips_for(task.prompt, task.negative, on_note)
        generator = torch.Generator().manual_seed(seed)
        latent = drawn(self._weights.posteriors, groups, generator)
        yield from self._sounded(latent, frames, generator, on_step)

    def vary(self, task: Vary, source: Audio, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        """Blocks of a sound like the source and as loud as it; `amount` 0 is the model's own reconstruction."""
        peak = float(np.abs(source.samples).max())
        generator = torch.Generator().manual_seed(seed)
        posterior = self._heard(source.samples[:, 0] / max(peak / PEAK, _QUIETEST_PEAK))
        latent = walked(posterior, task.amount, self._weights.posteriors, generator)
        loudness = np.float32(min(peak / PEAK, 1))
        for block in self._sounded(latent, source.frames, generator, on_step):
            yield block * loudness

    @torch.inference_mode()
    def _heard(self, samples: npt.NDArray[np.float32]) -> Posterior:
        """The posterior of a clip's samples (frames,)."""
        posterior: Posterior = self._weights.network.encoder(levels(spectra(framed(samples)))[None])
        return posterior

    @torch.inference_mode()
    def _sounded(self, latent: Tensor, frames: int, generator: torch.Generator, on_step: OnStep) -> Iterator[Samples]:
        """Blocks of a latent (1, STEPS, SIZE); reports each step of the decoder and of the phases."""
        total = 1 + phase_steps(frames)
        steps = itertools.count()
        on_step(next(steps), total)
        level, spread = self._weights.network.decoder(latent)
        yield from rendered(level[0], spread[0], texture(generator), frames, lambda: on_step(next(steps), total))


def _frames_within(seconds: float) -> int:
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise RangeError(
            f"The VAE makes {SHORTEST_SECONDS} to {LONGEST_SECONDS} seconds; {seconds:g} were asked for: ask for less."
        )
    return frames_of(seconds, RATE_HZ)
