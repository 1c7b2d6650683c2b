"""Sound that goes on after the end of a source, or before its start: the source stays as it is, bit for bit."""

import numpy as np

from engine.audio import Audio, Samples
from engine.editing.fitting import fitted
from engine.errors import ModelError


def with_more_after(source: Audio, after: Samples) -> Audio:
    """The source, and after its end the generated samples (frames, channels), of which the first fade in.

    Levels and peaks are as `engine.editing.fitting` says. Raises `ModelError` for another number of channels.
    """
    return with_more_on_both_sides(source, after[:0], after)


def with_more_before(source: Audio, before: Samples) -> Audio:
    """Generated samples (frames, channels), of which the last fade out, and the source after them.

    Levels and peaks are as `engine.editing.fitting` says. Raises `ModelError` for another number of channels.
    """
    return with_more_on_both_sides(source, before, before[:0])


def with_more_on_both_sides(source: Audio, before: Samples, after: Samples) -> Audio:
    """Generated samples before the source, the source, and generated samples after it, each with one seam.

    Levels and peaks are as `engine.editing.fitting` says. Raises `ModelError` for another number of channels.
    """
    nothing = source.samples[:0]
    parts = [
        fitted(_checked(source, before), nothing, source.samples, source.rate_hz),
        source.samples,
        fitted(_checked(source, after), source.samples, nothing, source.rate_hz),
    ]
    return Audio(np.concatenate(parts), source.rate_hz)


def _checked(source: Audio, generated: Samples) -> Samples:
    if generated.shape[1] != source.channels:
        raise ModelError(
            f"{source.channels} channels were due beside the source, {generated.shape[1]} came: "
            "generate as many as it has."
        )
    return generated
