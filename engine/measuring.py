"""The doors to what `warmtone bench` measures without a Warmtone. torch is imported when one of them is opened."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.evaluation.codec_speed import CodecSpeed
    from engine.evaluation.edit_speed import EditSpeed
    from engine.evaluation.equal_error_speed import EqualErrorSpeed
    from engine.evaluation.inpainting_error import InpaintingErrors
    from engine.evaluation.small_model_speed import SmallModelSpeed


def time_edits(rounds: int, budget_seconds: float, cancels: int) -> "EditSpeed":
    """How long a clip of a model of real size takes here, in so many rounds, and how soon so many are stopped.

    Fewer rounds, but one, where they would take longer than the budget.
    """
    from engine.evaluation.edit_speed import edit_speed

    return edit_speed(rounds, budget_seconds, cancels)


def time_equal_error(rounds: int, budget_seconds: float) -> "EqualErrorSpeed":
    """How long clips take that err no more than each other; rounds as in `time_edits`."""
    from engine.evaluation.equal_error_speed import equal_error_speed

    return equal_error_speed(rounds, budget_seconds)


def time_small_model(clips: int, scripts: int) -> "SmallModelSpeed":
    """How soon a small model is heard here, in so many clips, and how long so many scripts take that load it."""
    from engine.evaluation.small_model_speed import small_model_speed

    return small_model_speed(clips, scripts)


def measure_inpainting() -> "InpaintingErrors":
    """How far each way of inpainting ends from what could have been there; the same on every machine."""
    from engine.evaluation.inpainting_error import inpainting_errors

    return inpainting_errors()


def time_codec(hops: int) -> "CodecSpeed":
    """How long the shipped codec takes here for so many hops, and for 5 s whole.

    Raises `ModelError` where the weights can't be read.
    """
    from engine.evaluation.codec_speed import codec_speed

    return codec_speed(hops)
