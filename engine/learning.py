"""The doors to training and evaluation, for the command line. torch is imported when one of them is opened."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import MissingError

if TYPE_CHECKING:
    from engine.evaluation.comparison import Comparison
    from engine.evaluation.judge.examination import Examination
    from engine.evaluation.judge.training import JudgeProgress, JudgeReport
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


def train_judge(
    data: Path, out: Path, *, seed: int, steps: int | None, progress: "Callable[[JudgeProgress], None]"
) -> "JudgeReport":
    """Train the judge of generated sounds on the clips of `data` into the folder `out`; raises as `train_vae` does."""
    from engine.evaluation.judge import training

    return training.train_judge(data, out, seed=seed, steps=steps or training.STEPS, progress=progress)


def examine_judge(
    data: Path, *, pictures: Path | None = None, judge: Path | None = None, seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> "Examination":  # fmt: skip
    """What the shipped judge, or another, says of real clips: its accuracy, and what generated sounds are measured by.

    Raises as `train_judge` and `compare_sounds` do.
    """
    _look_for_extra()
    from engine.evaluation.judge import examination
    from engine.evaluation.judge.judge import load_judge
    from engine.evaluation.judge.weights import SHIPPED

    return examination.examine_judge(
        data, load_judge(judge or SHIPPED), pictures=pictures, seed=seed, progress=progress
    )


def compare_sounds(
    reference: Path, generated: Path, *, training: Path | None = None, pictures: Path | None = None,
    judge: Path | None = None, seed: int = 0, progress: Callable[[int, int], None] = lambda done, total: None,
) -> "Comparison":  # fmt: skip
    """Measure generated sounds against a reference, a file each or a folder each, with the shipped judge or another.

    Raises `MissingError` where there is nothing to compare or the extra `train` isn't installed, `AudioFileError` for a
    file that is no audio, `ModelError` for a judge that can't be read.
    """
    _look_for_extra()
    from engine.evaluation import comparison
    from engine.evaluation.judge.judge import load_judge
    from engine.evaluation.judge.weights import SHIPPED

    return comparison.compare(
        reference, generated, load_judge(judge or SHIPPED), training=training, pictures=pictures, seed=seed,
        progress=progress,
    )  # fmt: skip


def _look_for_extra() -> None:
    for library in ("auraloss", "matplotlib"):
        if find_spec(library) is None:
            raise MissingError(f"{library} isn't installed: run pip install 'warmtone[train]'.")
