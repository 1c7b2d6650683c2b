"""The doors to the evaluation of Ember, for the command line. torch is imported behind them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.learning import look_for_extra

if TYPE_CHECKING:
    from engine.evaluation.ember.figures import EmberFigure
    from engine.evaluation.ember.quality import EmberQuality
    from engine.evaluation.ember.sweep import Tried
    from engine.evaluation.ember.words import WordsQuality

EMBER = Path(__file__).parent / "weights" / "ember"
"""Where the shipped model is."""


def evaluate_ember(
    data: Path, out: Path, folder: Path | None = None, *, clips: int, steps: int | None = None,
    guidance: float | None = None, progress: Callable[[int, int], None],
) -> "tuple[EmberQuality, list[EmberFigure]]":  # fmt: skip
    """Every figure of the shipped model, or of another folder's, and the same as rows with what is to be reached.

    So many clips for each category and label of `data`; they and the pictures of them stay in `out`. Raises
    `MissingError` without clips or the extra `train`, `ModelError` for a folder of something else.
    """
    look_for_extra()
    from engine.evaluation.ember import figures, quality
    from engine.evaluation.judge.judge import load_judge

    asking = quality.Asking(clips, steps, guidance)
    found = quality.evaluate_ember(data, folder or EMBER, out, load_judge(), asking, progress)
    return found, figures.figures_of(found)


def sweep_ember(
    data: Path, out: Path, folder: Path | None = None, *, clips: int, steps: Sequence[int | None],
    guidance: Sequence[float | None], progress: Callable[[int, int], None],
) -> "list[Tried]":  # fmt: skip
    """How well prompts are followed at each pair of steps and guidance, and what it costs. Raises as above."""
    look_for_extra()
    from engine.evaluation.ember import sweep
    from engine.evaluation.judge.judge import load_judge

    return sweep.sweep_ember(
        data, folder or EMBER, out, load_judge(), clips=clips, steps=steps, guidance=guidance, progress=progress
    )


def evaluate_words(
    data: Path, folder: Path | None = None, *, progress: Callable[[int, int], None]
) -> "WordsQuality":  # fmt: skip
    """How well the shipped words and ear, or another folder's, find validation clips of `data`, and strange words.

    Raises `MissingError` without clips, `ModelError` for a folder of something else.
    """
    from engine.evaluation.ember import words

    return words.evaluate_words(data, folder or EMBER, progress)
