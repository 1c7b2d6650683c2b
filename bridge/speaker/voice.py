"""One take on its way through the mixer.

The speaker's main thread makes a voice, turns and stops it, and reads `began_at` and `over`. The callback calls `mix`,
and nobody else touches what `mix` writes. The main thread asks for a level by storing one new value, `_asked`; the
callback compares it with what it did last. Neither waits for the other. Once `over` is true, the callback holds no
view of the take any more.
"""

from dataclasses import dataclass

import numpy as np

from bridge.speaker.edge import Edge
from bridge.speaker.glide import Glide, Ramp
from bridge.speaker.messages import PlayVoice
from engine import Samples, TakeMemory

GAIN_SECONDS = 0.02
ENTRY_SECONDS = 0.002


class Scratch:
    """Room for the work of one block of at most `frames` frames, shared by all voices."""

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self.ramp = Ramp(frames)
        self.scaled: Samples = np.ones((frames, 2), np.float32)
        self._folded: Samples = np.ones((frames, 1), np.float32)
        self._half: Samples = np.full((1, 1), 0.5, np.float32)

    def folded(self, source: Samples) -> Samples:
        """The mean of two channels, as (frames, 1)."""
        folded = np.add(source[:, :1], source[:, 1:], out=self._folded[: len(source)])
        return np.multiply(folded, self._half, out=folded)


@dataclass(frozen=True, slots=True)
class _Level:
    """A level that was asked for, and whether the voice ends there."""

    target: float
    frames: int
    last: bool = False


class Voice:
    """Plays one take of one or two channels into one output pair."""

    def __init__(self, play: PlayVoice, memory: TakeMemory) -> None:
        self.play = play
        self.memory = memory
        self.began_at = 0
        self.over = False
        self._rate_hz = memory.shape.rate_hz
        self._position = play.from_frame
        self._dry = False
        self._edge = Edge(self._rate_hz)
        self._asked = self._obeyed = _Level(play.gain, 0)
        self._glide = Glide(play.gain)
        if play.from_frame > 0:
            self._glide = Glide(0.0)
            self._glide.toward(play.gain, round(ENTRY_SECONDS * self._rate_hz))

    def turn(self, gain: float) -> None:
        """Move to another gain; a voice that is stopping goes on stopping."""
        if not self._asked.last:
            self._asked = _Level(gain, round(GAIN_SECONDS * self._rate_hz))

    def stop(self, fade_seconds: float) -> None:
        """Fade out and end; asked again, the newest fade counts."""
        self._asked = _Level(0.0, round(fade_seconds * self._rate_hz), last=True)

    def mix(self, block: Samples, clock_frame: int, scratch: Scratch) -> bool:
        """Add to a block (frames, channels) that begins at that frame of the clock; True where it just ran dry."""
        self._obey()
        pair = block[:, 2 * self.play.pair : 2 * self.play.pair + 2]
        done = max(0, self.play.at_frame - clock_frame)
        while done < len(block):
            count = min(self._at_hand(), len(block) - done)
            if count == 0:
                return self._run_dry()
            self._add(pair[done : done + count], scratch)
            self._note_sound(clock_frame + done)
            done += count
        self.over = self.over or (self._obeyed.last and self._glide.level == 0.0)
        return False

    def _obey(self) -> None:
        asked = self._asked
        if asked is self._obeyed:
            return
        self._obeyed = asked
        self._glide.toward(asked.target, asked.frames)
        self.over = asked.last and self.began_at == 0

    def _at_hand(self) -> int:
        """Frames that can be played at once, at least 0; sets `over` at the take's end, be it its own or a cut."""
        if self.over:
            return 0
        # `finished` is read before `ready`, which then moves no more.
        finished = self.memory.finished
        ready = self.memory.ready
        end = ready if finished else self.memory.shape.frames
        if self._position >= end:
            if not self.play.loop or end == 0:
                self.over = True
                return 0
            self._position = 0
        count = self._edge.allow(max(0, ready - self._position), whole=ready >= self.memory.shape.frames)
        self.over = finished and count == 0
        return count

    def _run_dry(self) -> bool:
        if self.over:
            return False
        self.over = self._obeyed.last
        fresh = self.began_at > 0 and not self._dry
        self._dry = True
        return fresh

    def _note_sound(self, clock_frame: int) -> None:
        self._dry = False
        if self.began_at == 0:
            self.began_at = max(1, clock_frame)

    def _add(self, target: Samples, scratch: Scratch) -> None:
        """Add the take's next frames to the target (frames, 1 or 2)."""
        count = len(target)
        source = self.memory.samples[self._position : self._position + count]
        if source.shape[1] > target.shape[1]:
            source = scratch.folded(source)
        if not self._glide.unity:
            scaled = scratch.scaled[:count, : source.shape[1]]
            self._glide.scale(source, scaled, scratch.ramp)
            source = scaled
        if not self._edge.open:
            shaped = scratch.scaled[:count, : source.shape[1]]
            self._edge.shape(source, shaped)
            source = shaped
        if source.shape == target.shape:
            np.add(target, source, out=target)
        else:
            for channel in range(target.shape[1]):
                np.add(target[:, channel], source[:, 0], out=target[:, channel])
        self._position += count
