"""A value that moves to its target without a corner: neither it nor its speed ever jumps.

Called by the callback only, once a block, with room that was made beforehand. The motion is that of a critically damped
spring, in closed form, so a new target may come at any moment.
"""

import math

import numpy as np
import numpy.typing as npt

_SETTLED = 1e-5


class Room:
    """Room for the path of one spring through a block of at most `frames` frames; shared by several."""

    def __init__(self, frames: int) -> None:
        self.path: npt.NDArray[np.float32] = np.ones(frames, np.float32)
        self.decay: npt.NDArray[np.float32] = np.ones(frames, np.float32)
        self.frames: npt.NDArray[np.float32] = np.arange(1, frames + 1, dtype=np.float32)


class Spring:
    """A value, its speed per frame, its target, and how many frames it takes: after 8 times that it is there."""

    def __init__(self, value: float, frames: float) -> None:
        self.value = value
        self.speed = 0.0
        self.target = value
        self.frames = frames

    @property
    def settled(self) -> bool:
        """Whether it stands at its target."""
        return self.value == self.target and self.speed == 0.0

    def release(self, value: float, speed: float, frames: float) -> None:
        """Begin anew from there, at that speed."""
        self.value, self.speed, self.frames = value, speed, frames

    def move(self, frames: int, room: Room) -> npt.NDArray[np.float32]:
        """The values (frames,) at each of the next frames; valid until the next call with this room."""
        distance = self.value - self.target
        slope = self.speed + distance / self.frames
        decay = np.multiply(room.frames[:frames], -1 / self.frames, out=room.decay[:frames])
        np.exp(decay, out=decay)
        path = np.multiply(room.frames[:frames], slope, out=room.path[:frames])
        np.add(path, distance, out=path)
        np.multiply(path, decay, out=path)
        np.add(path, self.target, out=path)
        self._advance(distance, slope, frames)
        return path

    def _advance(self, distance: float, slope: float, frames: int) -> None:
        decay = math.exp(-frames / self.frames)
        left = (distance + slope * frames) * decay
        self.value = self.target + left
        self.speed = slope * decay - left / self.frames
        if abs(left) < _SETTLED and abs(self.speed) < _SETTLED:
            self.value, self.speed = self.target, 0.0
