"""A mixer without a card, for tests that run whole scenes at once."""

import numpy as np

from bridge.speaker.messages import PlayVoice
from bridge.speaker.mixer import Mixer
from bridge.speaker.voice import Voice
from engine import Samples, TakeMemory
from tests.bridge.speaker.hearing import RATE_HZ


class Scene:
    """A mixer, and voices that are put into its slots."""

    def __init__(self, channels: int = 2, clock_frame: int = 1) -> None:
        self.mixer = Mixer(RATE_HZ, channels, clock_frame)

    def play(self, take: TakeMemory, play: PlayVoice | None = None) -> Voice:
        """Put a voice into the next free slot: as `play` says, or the take from its start, at once."""
        voice = Voice(play or PlayVoice(voice=1, take=take.shape), take)
        self.mixer.slots[self.mixer.slots.index(None)] = voice
        return voice

    def hear(self, frames: int, block_frames: int = 256) -> Samples:
        """What the card would get: (frames, channels), asked for in blocks."""
        out = np.full((frames, self.mixer.channels), np.nan, np.float32)
        for first in range(0, frames, block_frames):
            self.mixer.fill(out[first : first + block_frames])
        return out
