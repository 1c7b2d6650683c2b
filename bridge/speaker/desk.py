"""Where voices are put into the mixer and taken out again.

Used by the speaker's main thread only, while the callback plays what lies in the slots.
"""

import math
from collections.abc import Callable

from bridge.speaker.live_voice import LiveVoice
from bridge.speaker.messages import (
    DEFAULT_FADE_SECONDS,
    Command,
    Ended,
    PlayLive,
    PlayVoice,
    Refused,
    SetGain,
    SetVolume,
    SpeakerEvent,
    Started,
    StopAll,
    StopLive,
    StopVoice,
)
from bridge.speaker.mixer import LONGEST_PASS, SLOTS, Mixer
from bridge.speaker.voice import Voice
from engine import Samples, attach_ring, attach_take_memory

_FLOATS_PER_PAGE = 1024
_PAGES_AT_ONCE = 256


class Desk:
    """The voices by their slots; `tell` takes what happens to them."""

    def __init__(self, mixer: Mixer, tell: Callable[[SpeakerEvent], None]) -> None:
        self._mixer = mixer
        self._tell = tell
        self._untold: list[Voice] = []
        self._next_live: PlayLive | None = None

    @property
    def voices(self) -> list[Voice]:
        return [voice for voice in self._mixer.slots if voice is not None]

    @property
    def sounding(self) -> bool:
        """Whether there is anything to mix."""
        return bool(self.voices) or self._mixer.live is not None

    def obey(self, command: Command) -> None:
        """Do what was asked; a voice that has ended already is no error."""
        match command:
            case PlayVoice():
                self._play(command)
            case StopVoice(number, fade_seconds):
                for voice in self._called(number):
                    voice.stop(fade_seconds)
            case StopAll(fade_seconds):
                for voice in self.voices:
                    voice.stop(fade_seconds)
                self._stop_live(fade_seconds)
            case PlayLive():
                self._play_live(command)
            case StopLive(fade_seconds):
                self._stop_live(fade_seconds)
            case SetGain(number, gain):
                for voice in self._called(number):
                    voice.turn(gain)
            case SetVolume(level):
                self._mixer.turn(level)

    def collect(self) -> None:
        """Tell of the voices that began, and free the slots of those that are over."""
        for voice in [voice for voice in self._untold if voice.began_at or voice.over]:
            self._untold.remove(voice)
            if voice.began_at:
                self._tell(Started(voice.play.voice, voice.began_at))
        for voice in [voice for voice in self.voices if voice.over]:
            self._mixer.slots[self._mixer.slots.index(voice)] = None
            voice.memory.close()
            self._tell(Ended(voice.play.voice))
        self._collect_live()

    def _play(self, play: PlayVoice) -> None:
        sentence = self._refusal(play)
        if sentence is not None:
            self._tell(Refused(play.voice, sentence))
            return
        try:
            memory = attach_take_memory(play.take)
        except FileNotFoundError:
            self._tell(Refused(play.voice, "The take's memory is gone: keep it until the voice has ended."))
            return
        _make_resident(memory.samples)
        voice = Voice(play, memory)
        self._untold.append(voice)
        self._mixer.slots[self._mixer.slots.index(None)] = voice

    def _play_live(self, play: PlayLive) -> None:
        """Turn the ring that plays, also while it is being stopped, or attach it, once another pair has faded out."""
        live = self._mixer.live
        if live is None:
            self._attach_live(play)
        elif live.play.pair == play.pair:
            live.turn(play.gain)
        else:
            self._next_live = play
            live.stop(DEFAULT_FADE_SECONDS)

    def _attach_live(self, play: PlayLive) -> None:
        try:
            memory = attach_ring(play.ring)
        except FileNotFoundError:
            return  # The bridge removes it only when everything ends.
        memory.samples.sum()  # Touches every page, so that the callback meets none that must be fetched first.
        self._mixer.live = LiveVoice(play, memory, self._mixer.rate_hz, LONGEST_PASS)

    def _stop_live(self, fade_seconds: float) -> None:
        self._next_live = None
        if self._mixer.live is not None:
            self._mixer.live.stop(fade_seconds)

    def _collect_live(self) -> None:
        live = self._mixer.live
        if live is None or not live.over:
            return
        if not live.stopping:  # It was turned up again while it ended.
            live.over = False
            return
        self._mixer.live = None
        live.memory.close()
        play, self._next_live = self._next_live, None
        if play is not None:
            self._attach_live(play)

    def _called(self, number: int) -> list[Voice]:
        return [voice for voice in self.voices if voice.play.voice == number]

    def _refusal(self, play: PlayVoice) -> str | None:
        mixer = self._mixer
        if None not in mixer.slots:
            return f"All {SLOTS} voices are in use: stop one first."
        if self._called(play.voice):
            return f"Voice {play.voice} is sounding already: choose another number."
        return refusal(play, mixer.rate_hz, mixer.channels)


def refusal(play: PlayVoice, rate_hz: int, channels: int) -> str | None:
    """Why a device of that rate and so many channels can't play this, or None."""
    take = play.take
    pairs = (channels + 1) // 2
    if take.rate_hz != rate_hz:
        return f"The device runs at {rate_hz} Hz and the take at {take.rate_hz} Hz: convert the take first."
    if take.channels not in (1, 2):
        return f"A take of one or two channels was expected, not {take.channels}: mix it down first."
    if not 0 <= play.pair < pairs:
        return f"There is no output pair {play.pair}: the device's {channels} channels make pairs 0 to {pairs - 1}."
    if not 0 <= play.from_frame < take.frames:
        return f"The take has the frames 0 to {take.frames - 1}: it can't be played from {play.from_frame}."
    if not (math.isfinite(play.gain) and play.gain >= 0):
        return f"A gain of 0 or more was expected, not {play.gain}."
    return None


def _make_resident(samples: Samples) -> None:
    """Touch every page, so that the callback meets none that must be fetched first."""
    flat = samples.reshape(-1)[::_FLOATS_PER_PAGE]
    # In short pieces, so that the callback never waits long for the interpreter.
    for first in range(0, len(flat), _PAGES_AT_ONCE):
        flat[first : first + _PAGES_AT_ONCE].sum()
