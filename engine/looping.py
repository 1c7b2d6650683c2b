"""A long take made a loop: all of it stays but for its last second, which is made to lead back to its first.

Called on the worker's only thread. All but that second can sound while it is still being made.
"""

from collections.abc import Iterator

import numpy as np

from engine.asking import Making, most_frames
from engine.audio import Audio, Samples, frames_of
from engine.filling import filled
from engine.tasks import Inpaint, Loop

JOINT_SECONDS = 1.0
"""How much of a loop is made to fit between what comes before it and the loop's start; a third of it at most."""


def led_back(making: Making, task: Loop, source: Audio) -> Iterator[Samples]:
    """Blocks of the loop (frames, channels) in the source's rate and channels, from its first frame on.

    A source that is shorter goes on up to the loop's end.
    """
    rate_hz, frames = source.rate_hz, frames_of(task.seconds, source.rate_hz)
    begun = source.samples[: frames - min(frames_of(JOINT_SECONDS, rate_hz), frames // 3)]
    missing = np.zeros((frames - len(begun), source.channels), np.float32)
    # What it leads back to lies after it once more, as much as the model hears.
    heard = Audio(np.concatenate([begun, missing, begun[: most_frames(making.model.card, rate_hz)]]), rate_hz)
    joint = Inpaint(regions=((len(begun) / rate_hz, frames / rate_hz),), style=task.style)
    left = frames
    for block in filled(making, joint, heard):
        yield block[:left]
        left -= len(block[:left])
