"""Sums the voices into one block: pure numpy, without a card, a thread or a clock of its own.

The callback calls `fill`. The speaker's main thread stores voices into `slots` and clears them; a store of one
reference is all that passes between the two, so neither waits. `fill` makes no array and takes no lock.
"""

import numpy as np

from bridge.speaker.ceiling import Ceiling
from bridge.speaker.glide import Glide
from bridge.speaker.live_voice import LiveVoice
from bridge.speaker.messages import MOST_VOICES
from bridge.speaker.voice import GAIN_SECONDS, Scratch, Voice
from engine import Samples

SLOTS = MOST_VOICES
LONGEST_PASS = 2048


class Mixer:
    """Voices in fixed slots, the live one beside them, the volume above, the ceiling over all; a clock in frames."""

    def __init__(self, rate_hz: int, channels: int, clock_frame: int = 0) -> None:
        self.rate_hz = rate_hz
        self.channels = channels
        self.clock_frame = clock_frame
        self.dry_spells = 0
        self.voices = 0
        self.slots: list[Voice | None] = [None] * SLOTS
        self.live: LiveVoice | None = None
        self._scratch = Scratch(LONGEST_PASS)
        self._ceiling = Ceiling(LONGEST_PASS, channels)
        self._volume = Glide(1.0)
        self._asked_volume = 1.0

    def turn(self, volume: float) -> None:
        """Move to another volume: at once where nothing sounds, smoothly otherwise. Called by the main thread."""
        self._asked_volume = volume

    def fill(self, out: Samples) -> None:
        """Overwrite a block (frames, channels) with the next frames of everything, below full scale."""
        # An infinite sample in a take may not end in a printed warning here; the ceiling deals with it.
        with np.errstate(all="ignore"):
            for first in range(0, len(out), LONGEST_PASS):
                self._pass(out[first : first + LONGEST_PASS])

    def _pass(self, block: Samples) -> None:
        block.fill(0.0)
        live = self.live
        if live is not None and not live.over:
            live.mix(block)
        self._mix_voices(block)
        self._apply_volume(block)
        self._ceiling.hold(block)
        self.clock_frame += len(block)

    def _mix_voices(self, block: Samples) -> None:
        voices = 0
        for voice in self.slots:
            if voice is not None and not voice.over:
                self.dry_spells += voice.mix(block, self.clock_frame, self._scratch)
                voices += 1
        self.voices = voices

    def _apply_volume(self, block: Samples) -> None:
        asked = self._asked_volume
        if asked != self._volume.target:
            sounding = self.voices or self.live is not None
            self._volume.toward(asked, round(GAIN_SECONDS * self.rate_hz) if sounding else 0)
        if not self._volume.unity:
            self._volume.scale(block, block, self._scratch.ramp)
