"""Trains the spectrogram VAE from a folder of clips: weights, word table, attribution and pictures.

Called by the command line, in its own process. The same folder, seed and steps on the same machine with as many
threads give the same bytes.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from engine.attribution import Credit, write_attribution
from engine.models.vae.framing import LEAD, framed
from engine.models.vae.network import Network, Posterior
from engine.models.vae.spectrogram import levels, spectra
from engine.models.vae.weights import Described, save_weights
from engine.precision import fast_multiplying
from engine.training.clips import CATEGORIES, Clip, read_clips
from engine.training.pictures import draw_loss, draw_spectrograms
from engine.training.vae_loss import vae_loss

STEPS = 2000
"""Steps of the bundled weights: about 15 minutes on two cores."""

_SHARES = {"drums": 0.3, "synth": 0.2, "instruments": 0.35, "spoken_digits": 0.15}
"""How often each category is shown."""
_BATCH = 32
_PEAK_RATE = 2e-3
_WARM_UP = 50
_LATEST_ONSET = 4 * LEAD
"""Samples by which a clip's onset is moved at most."""
_LARGEST_GRADIENT = 1.0
_WEIGHTS_HOLD = (
    "No audio is in the weights; the table in them holds the captions, and for every clip the mean and the variance of "
    "its place in the model's latent space."
)


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """Steps done and in all, the last step's loss, and how many seconds are left."""

    step: int
    steps: int
    loss: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """Where the weights lie, how many clips made them, the mean loss of the last 50 steps, and the seconds it took."""

    weights: Path
    clips: int
    loss: float
    seconds: float


def train_vae(
    data: Path, out: Path, *, seed: int, progress: Callable[[TrainingProgress], None], steps: int = STEPS
) -> TrainingReport:
    """Train on the clips of `data` (metadata.csv and audio/) and write everything into the folder `out`.

    Writes vae.safetensors, ATTRIBUTION.md, vae-loss.png and vae-spectrograms.png. Raises `MissingError` where
    `data` holds no clips of the four categories, `AudioFileError` for a file that is no audio.
    """
    began = time.monotonic()
    clips = read_clips(data, "train")
    out.mkdir(parents=True, exist_ok=True)
    network, losses = _fitted(clips, seed, steps, progress)
    weights = out / "vae.safetensors"
    save_weights(weights, network, _posteriors(network, clips), [_described(clip) for clip in clips])
    credits = (Credit(clip.attribution, clip.licence, clip.source) for clip in clips)
    write_attribution(out / "ATTRIBUTION.md", "this model", _WEIGHTS_HOLD, credits)
    draw_loss(out / "vae-loss.png", losses)
    draw_spectrograms(out / "vae-spectrograms.png", weights, clips)
    return TrainingReport(weights, len(clips), float(np.mean(losses[-50:])), time.monotonic() - began)


def _fitted(
    clips: Sequence[Clip], seed: int, steps: int, progress: Callable[[TrainingProgress], None]
) -> tuple[Network, list[float]]:
    """A network trained on the clips, and the loss of every step."""
    torch.manual_seed(seed)
    network = Network()
    optimizer = torch.optim.AdamW(network.parameters(), betas=(0.9, 0.98), weight_decay=1e-3)
    generator = torch.Generator().manual_seed(seed)
    chances = _chances(clips)
    losses: list[float] = []
    began = time.monotonic()
    for step in range(steps):
        chosen = torch.multinomial(chances, _BATCH, replacement=True, generator=generator)
        batch = _batch([clips[int(index)] for index in chosen], generator)
        losses.append(_stepped(network, optimizer, batch, _rate(step, steps), generator))
        left = (time.monotonic() - began) / (step + 1) * (steps - step - 1)
        progress(TrainingProgress(step + 1, steps, losses[-1], left))
    return network.eval(), losses


def _chances(clips: Sequence[Clip]) -> Tensor:
    """How likely each clip is to be shown, so that the categories keep their shares."""
    counts = {name: sum(clip.category == name for clip in clips) for name in CATEGORIES}
    return torch.tensor([_SHARES[clip.category] / counts[clip.category] for clip in clips])


def _batch(clips: Sequence[Clip], generator: torch.Generator) -> Tensor:
    """The clips' levels (batch, FRAMES, BINS), each begun a little earlier or later."""
    onsets = torch.randint(_LATEST_ONSET, (len(clips),), generator=generator)
    return levels(spectra(torch.stack([framed(clip.samples, int(at)) for clip, at in zip(clips, onsets, strict=True)])))


def _rate(step: int, steps: int) -> float:
    """The learning rate: up over the first steps, then down along half a cosine to nothing."""
    return _PEAK_RATE * min(1.0, (step + 1) / _WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps))


def _stepped(
    network: Network, optimizer: torch.optim.Optimizer, true: Tensor, rate: float, generator: torch.Generator
) -> float:
    """One step of the optimizer; the batch's loss."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    with fast_multiplying():
        posterior = network.encoder(true)
        level, spread = network.decoder(posterior.sample(generator))
    loss = vae_loss(true, level, spread, posterior)
    optimizer.zero_grad()
    torch.autograd.backward(loss)
    nn.utils.clip_grad_norm_(network.parameters(), _LARGEST_GRADIENT)
    optimizer.step()
    return float(loss.detach())


@torch.inference_mode()
def _posteriors(network: Network, clips: Sequence[Clip]) -> Posterior:
    """The posterior of every clip from its start, (clips, STEPS, SIZE)."""
    found = [network.encoder(levels(spectra(framed(clip.samples)))[None]) for clip in clips]
    return Posterior(torch.cat([each.mean for each in found]), torch.cat([each.log_variance for each in found]))


def _described(clip: Clip) -> Described:
    return Described(clip.words, clip.category)
