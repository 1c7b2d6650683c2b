"""The voices that the speaker was asked for and that have not ended: what the bridge knows when the process is gone.

Used by `Speaker`, on the bridge's loop.
"""

from dataclasses import replace

from bridge.speaker.messages import Ended, OtherRate, PlayVoice, SpeakerEvent, Started
from bridge.speaker.resume import Sounding, is_over, resumed


class Roster:
    """The voices by their numbers."""

    def __init__(self) -> None:
        self._voices: dict[int, Sounding] = {}

    def add(self, play: PlayVoice, rate_hz: int) -> None:
        """Remember a voice; `rate_hz` is the clock's rate."""
        since_seconds = play.at_frame / rate_hz if play.at_frame > 0 else None
        self._voices[play.voice] = Sounding(play, since_seconds)

    def add_again(self, play: PlayVoice, since_seconds: float) -> None:
        """Remember a voice that began at that moment of the clock, in an earlier process."""
        self._voices[play.voice] = Sounding(play, since_seconds, started=True)

    def remove(self, voice: int) -> bool:
        """Forget a voice; False where it isn't known."""
        return self._voices.pop(voice, None) is not None

    def turn(self, voice: int, gain: float) -> None:
        """Remember another gain."""
        if voice in self._voices:
            sounding = self._voices[voice]
            self._voices[voice] = replace(sounding, play=replace(sounding.play, gain=gain))

    def note_stop(self, voice: int) -> None:
        """Remember that a voice fades out, and need not come back."""
        if voice in self._voices:
            self._voices[voice] = replace(self._voices[voice], stopping=True)

    def note_stop_all(self) -> None:
        for voice in self._voices:
            self.note_stop(voice)

    def note_start(self, event: Started, rate_hz: int) -> bool:
        """Remember when a voice began; False where it did so before, in an earlier process."""
        sounding = self._voices.get(event.voice)
        if sounding is None or sounding.started:
            return False
        self._voices[event.voice] = replace(sounding, since_seconds=event.at_frame / rate_hz, started=True)
        return True

    def end_passed(self, clock_seconds: float) -> list[SpeakerEvent]:
        """Forget the voices that would have ended by that moment of the clock."""
        over = [voice for voice, sounding in self._voices.items() if is_over(sounding, clock_seconds)]
        return [Ended(voice) for voice in over if self.remove(voice)]

    def end_other_rates(self, rate_hz: int) -> list[SpeakerEvent]:
        """Forget the voices that a device of this rate can't play; what the bridge needs to start them anew."""
        strangers = [sounding for sounding in self._voices.values() if sounding.play.take.rate_hz != rate_hz]
        return [
            OtherRate(sounding.play.voice, rate_hz, sounding.since_seconds)
            for sounding in strangers
            if self.remove(sounding.play.voice)
        ]

    def resumed(self, clock_frame: int, rate_hz: int) -> list[PlayVoice]:
        """The commands that make all voices sound from that frame of the clock on."""
        return [resumed(sounding, clock_frame, rate_hz) for sounding in self._voices.values()]

    def resumed_one(self, voice: int, clock_frame: int, rate_hz: int) -> PlayVoice | None:
        """The same for one voice; None, and it is forgotten, where it would have ended by then."""
        sounding = self._voices[voice]
        if is_over(sounding, clock_frame / rate_hz):
            del self._voices[voice]
            return None
        return resumed(sounding, clock_frame, rate_hz)
