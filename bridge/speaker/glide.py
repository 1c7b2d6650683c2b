"""A level that moves in a straight line, so that no change of it is heard as a step.

Called by the callback only. Everything it writes to was made beforehand: a block is scaled without a new array.
"""

import numpy as np
import numpy.typing as npt

from engine import Samples


class Ramp:
    """Room for one line of gains of at most `frames` frames, shared by all glides of a mixer."""

    def __init__(self, frames: int) -> None:
        self._steps = np.arange(1, frames + 1, dtype=np.float32)
        self._gains = np.ones(frames, np.float32)
        self._number = np.ones(1, np.float32)

    def line(self, level: float, step: float, frames: int) -> npt.NDArray[np.float32]:
        """Gains (frames,) that begin one step away from the level."""
        gains = self._gains[:frames]
        np.multiply(self._steps[:frames], self.constant(step), out=gains)
        return np.add(gains, self.constant(level), out=gains)

    def constant(self, level: float) -> npt.NDArray[np.float32]:
        """One gain, of shape (1,); valid until the next call."""
        self._number[0] = level
        return self._number


class Glide:
    """A level on its way to a target."""

    def __init__(self, level: float) -> None:
        self.level = level
        self.target = level
        self._frames_left = 0

    @property
    def unity(self) -> bool:
        """Whether samples may pass untouched."""
        return self.level == 1.0 and self._frames_left == 0

    def toward(self, target: float, frames: int) -> None:
        """Reach the target in that many frames; at once for 0."""
        self.target = target
        self._frames_left = frames
        if frames == 0:
            self.level = target

    def scale(self, source: Samples, into: Samples, ramp: Ramp) -> None:
        """Write the source (frames, channels) at the moving level into an array of the same shape, or into itself."""
        moving = min(self._frames_left, len(source))
        if moving:
            step = (self.target - self.level) / self._frames_left
            gains = ramp.line(self.level, step, moving)
            # Channel by channel: numpy makes a buffer for one line of gains beside several channels.
            for channel in range(source.shape[1]):
                np.multiply(source[:moving, channel], gains, out=into[:moving, channel])
            self._advance(step, moving)
        if moving < len(source):
            np.multiply(source[moving:], ramp.constant(self.level), out=into[moving:])

    def _advance(self, step: float, frames: int) -> None:
        self._frames_left -= frames
        self.level = self.level + step * frames if self._frames_left else self.target
