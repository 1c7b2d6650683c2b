"""The doors to training and evaluation, for the command line. torch is imported when one of them is opened."""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import MissingError
from engine.training.codec.wish import Wish

if TYPE_CHECKING:
    from engine.audio import Audio
    from engine.evaluation.codec_quality import CodecQuality
    from engine.evaluation.comparison import Comparison
    from engine.evaluation.judge.examination import Examination
    from engine.evaluation.judge.training import JudgeProgress, JudgeReport
    from engine.evaluation.vae_quality import VaeQuality
    from engine.models.contract import ModelCard
    from engine.training.codec.pack.packing import Packed
    from engine.training.slices import RunStatus
    from engine.training.vae import TrainingProgress, TrainingReport

_EXTRA = {"auraloss": "auraloss", "matplotlib": "matplotlib", "pillow": "PIL"}


def train_vae(
    data: Path, out: Path, *, seed: int, steps: int | None, progress: "Callable[[TrainingProgress], None]"
) -> "TrainingReport":
    """Train the spectrogram VAE on the clips of `data` into the folder `out`; None steps are those of the bundled one.

    Raises `MissingError` where `data` holds no clips to train on or the extra `train` isn't installed, `AudioFileError`
    for a file that is no audio.
    """
    look_for_extra()
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
    look_for_extra()
    from engine.evaluation.judge import training

    return training.train_judge(data, out, seed=seed, steps=steps or training.STEPS, progress=progress)


def examine_judge(
    data: Path, *, pictures: Path | None = None, judge: Path | None = None, seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> "Examination":  # fmt: skip
    """What the shipped judge, or another, says of real clips: its accuracy, and what generated sounds are measured by.

    Raises as `train_judge` and `compare_sounds` do.
    """
    look_for_extra()
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
    look_for_extra()
    from engine.evaluation import comparison
    from engine.evaluation.judge.judge import load_judge
    from engine.evaluation.judge.weights import SHIPPED

    return comparison.compare(
        reference, generated, load_judge(judge or SHIPPED), training=training, pictures=pictures, seed=seed,
        progress=progress,
    )  # fmt: skip


def look_for_extra() -> None:
    """Raise `MissingError` with the command that mends it where the extra `train` isn't installed."""
    missing = [name for name, module in _EXTRA.items() if find_spec(module) is None]
    if missing:
        raise MissingError(f"Training and measuring need more: {sys.executable} -m pip install {' '.join(missing)}")


def train_codec(source: Path, out: Path, wish: Wish, *, progress: "Callable[[RunStatus], None]") -> "RunStatus":
    """Begin or go on with a run of Ember's codec in the folder `out`; `source` is a folder of clips or a pack of them.

    Draws codec-progress.png and codec-spectrograms.png when it stops. Raises `MissingError` without clips or the extra
    `train`, `ModelError` for a folder or a pack of something else.
    """
    look_for_extra()
    from engine.training.codec import drawing, run
    from engine.training.codec.pack.unpacking import read_pack
    from engine.training.codec.reading import read_corpus

    corpus = read_corpus(source) if source.is_dir() else read_pack(source)
    status = run.train(corpus, out, wish, progress)
    drawing.draw_run(out, corpus)
    return status


def pack_clips(data: Path, out: Path, *, progress: Callable[[int, int], None]) -> "Packed":
    """Write the clips of `data` into a pack of at most 30 MiB. Raises as `train_vae` does."""
    from engine.training.codec.pack import packing

    return packing.write_pack(data, out, progress)


def ship_codec(run: Path, data: Path, out: Path) -> Path:
    """Write the best weights of a run, and the list of those whose clips they learned from, into the folder `out`."""
    from engine.training.codec import shipping

    return shipping.ship(run, data, out)


def measure_codec(
    data: Path, weights: Path | None = None, *, every: int = 1, progress: Callable[[int, int], None]
) -> "CodecQuality":
    """Figures of the shipped codec, or of another file's, on every so many validation clips of `data`.

    Raises `MissingError` without clips or the extra `train`, `ModelError` for weights that can't be read.
    """
    look_for_extra()
    from engine.evaluation.codec_quality import codec_quality
    from engine.evaluation.judge.judge import load_judge
    from engine.models.codec.codec import BUNDLED, load_codec

    return codec_quality(data, load_codec(weights or BUNDLED), load_judge(), progress, every)


def model_folder(source: str, home: Path) -> Path:
    """The folder of a model: the one that is named, or `home` with what the hub has under an identifier.

    Raises `MissingError` for what is neither.
    """
    folder = Path(source).expanduser().absolute()
    if folder.exists():
        return folder
    from engine.families.hub import fetched, is_identifier

    if not is_identifier(source):
        raise MissingError(f"There is no folder {source}: name one, or a model of the hub as owner/name.")
    return fetched(source, home)


def try_model(name: str, folder: Path) -> "ModelCard":
    """Load the model of a folder and try it out, in this process. Raises `ModelError` where it can't be used."""
    from engine.models.catalogue import load_folder
    from engine.models.trial import try_out

    return try_out(load_folder(name, str(folder)), name)


def code(audio: "Audio", seed: int = 0) -> "Audio":
    """What Ember's codec makes of a sound: each channel encoded to latents and decoded again, at 44.1 kHz.

    As many frames as the sound has at that rate. Raises `ModelError` where the weights are missing or damaged.
    """
    from engine.models.codec.codec import load_codec

    return load_codec().coded(audio, seed)
