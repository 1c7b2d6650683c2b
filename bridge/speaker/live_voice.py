"""The live instrument on its way into the mixer: hop after hop from the ring, at a level, without a click.

The speaker's main thread makes it, turns and stops it, and reads `over`. The callback calls `mix`, and nobody else
touches what `mix` writes. A new level is one stored value, as with takes. An empty ring is silence, and is counted
unless the live worker rests: what sounded is let go like a spring, no harder than it bent before, and what comes later
fades in.
"""

import math
import time

import numpy as np

from bridge.speaker.messages import PlayLive
from bridge.speaker.spring import Room, Spring
from engine import RingMemory, RingReader, Samples

_LEVEL_SECONDS = 0.003
_ENTRY_SECONDS = 0.002
_SHORTEST_FADE_SECONDS = 0.0015
_SOFTEST_SECONDS = 0.01
_HARDEST_FRAMES = 2.0
_CHANNELS = 2


class LiveVoice:
    """Plays a ring into one output pair until it is stopped."""

    def __init__(self, play: PlayLive, ring: RingMemory, rate_hz: int, most_frames: int) -> None:
        self.play = play
        self.memory = ring
        self.over = False
        self._reader = RingReader(ring)
        self._position = self._end = self._heard = 0
        self._rate_hz = rate_hz
        self._asked = (play.gain, _LEVEL_SECONDS, False)
        self._room = Room(most_frames)
        self._out: Samples = np.zeros((most_frames, _CHANNELS), np.float32)
        self._last: Samples = np.zeros((2, _CHANNELS), np.float32)
        self._level = Spring(0.0, _LEVEL_SECONDS * rate_hz)
        self._entry = Spring(0.0, _ENTRY_SECONDS * rate_hz)
        self._let_go = [Spring(0.0, 1.0) for _ in range(_CHANNELS)]
        self._dry = True

    @property
    def stopping(self) -> bool:
        """Whether it fades out for good."""
        return self._asked[2]

    def turn(self, gain: float) -> None:
        """Move to another gain; what is being stopped comes back."""
        self._asked = (gain, _LEVEL_SECONDS, False)

    def stop(self, fade_seconds: float) -> None:
        """Fade out and end."""
        self._asked = (0.0, max(_SHORTEST_FADE_SECONDS, fade_seconds / 8), True)

    def mix(self, block: Samples) -> None:
        """Add to a block (frames, channels) what the card is to sound now."""
        began_at = time.monotonic()
        out = self._out[: len(block)]
        filled = self._read(out)
        self._reader.tell(began_at, len(block), self._end - self._position)
        if filled:
            self._enter(out[:filled])
        if filled < len(out):
            out[filled:] = 0.0
            if not self._dry:
                self._run_dry(out, filled)
        self._add_what_was_let_go(out, filled)
        self._last[:] = out[-2:] if len(out) > 1 else self._last
        self._apply_level(out)
        self._add(out, block)

    def _read(self, out: Samples) -> int:
        """Fill a block from the ring; how many frames there were."""
        filled = 0
        while filled < len(out):
            if self._position == self._end:
                self._position, self._end = 0, self._reader.read()
                if self._end == 0:
                    break
                self._heard = self._end
            count = min(self._end - self._position, len(out) - filled)
            out[filled : filled + count] = self._reader.hop[self._position : self._position + count]
            self._position += count
            filled += count
        return filled

    def _enter(self, out: Samples) -> None:
        if self._dry:
            self._dry = False
            self._entry.value = self._entry.speed = 0.0
            self._entry.target = 1.0
        if not self._entry.settled:
            _scale(out, self._entry.move(len(out), self._room))

    def _run_dry(self, out: Samples, filled: int) -> None:
        """Let go of what sounded, from its last two samples on, no harder than it bent in the last hop."""
        self._dry = True
        if not self._reader.resting:
            self._reader.count_gap()
        before = out[filled - 2 : filled] if filled > 1 else self._last
        hop = self._reader.hop[: self._heard]
        for channel, spring in enumerate(self._let_go):
            bend = max(1e-9, float(np.abs(np.diff(hop[:, channel], 2)).max()))
            value, speed = float(before[1, channel]), float(before[1, channel] - before[0, channel])
            frames = (abs(speed) + math.sqrt(speed * speed + bend * abs(value))) / bend
            spring.release(value, speed, min(max(frames, _HARDEST_FRAMES), _SOFTEST_SECONDS * self._rate_hz))

    def _add_what_was_let_go(self, out: Samples, filled: int) -> None:
        first = filled if filled < len(out) else 0
        for channel, spring in enumerate(self._let_go):
            if not spring.settled:
                target = out[first:, channel]
                np.add(target, spring.move(len(target), self._room), out=target)

    def _apply_level(self, out: Samples) -> None:
        gain, seconds, last = self._asked
        level = self._level
        if gain != level.target or seconds * self._rate_hz != level.frames:
            level.target, level.frames = gain, seconds * self._rate_hz
        if not level.settled:
            _scale(out, level.move(len(out), self._room))
        elif level.value != 1.0:
            np.multiply(out, level.value, out=out)
        self.over = last and level.settled

    def _add(self, out: Samples, block: Samples) -> None:
        pair = block[:, 2 * self.play.pair : 2 * self.play.pair + 2]
        if pair.shape[1] == 1:
            np.add(pair[:, 0], out.mean(axis=1), out=pair[:, 0])
        else:
            np.add(pair, out, out=pair)


def _scale(out: Samples, gains: Samples) -> None:
    """Multiply each channel with the same line of gains."""
    for channel in range(out.shape[1]):
        np.multiply(out[:, channel], gains, out=out[:, channel])
