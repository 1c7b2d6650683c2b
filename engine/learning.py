"""The doors to training and evaluation, for the command line. torch is imported when one of them is opened."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.evaluation.vae_quality import VaeQuality
    from engine.training.vae import TrainingProgress, TrainingReport


def train_vae(
    data: Path, out: Path, *, seed: int, steps: int | None, progress: "Callable[[TrainingProgress], None]"
) -> "TrainingReport":
    """Train the spectrogram VAE on the clips of `data` into the folder `out`; None steps are those of the bundled one.

    Raises `MissingError` where `data` holds no clips to train on, `AudioFileError` for a file that is no audio.
    """
    from engine.training import vae

    return vae.train_vae(data, out, seed=seed, steps=steps or vae.STEPS, progress=progress)


def evaluate_vae(data: Path, *, seed: int, progress: Callable[[int, int], None]) -> "VaeQuality":
    """The bundled VAE's figures on the validation clips of `data`. Raises as `train_vae` does."""
    from engine.evaluation import vae_quality

    return vae_quality.evaluate_vae(data, seed, progress)
