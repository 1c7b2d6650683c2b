"""Silences takes: one, all of a number, everything."""

from bridge.osc import Peer
from bridge.playing.voices import Voices
from bridge.speaker import Speaker
from bridge.vocabulary import Refused
from bridge.vocabulary.requests import StopTake

PANIC_FADE_SECONDS = 0.005


class Stop:
    """Fades voices out; those whose take is still being read end at once."""

    def __init__(self, voices: Voices, speaker: Speaker) -> None:
        self._voices = voices
        self._speaker = speaker

    def take(self, client: Peer, request: StopTake) -> None:
        """Fade out the voices of a take, or all. Raises `Refused` for a take that doesn't sound."""
        chosen = [number for number, voice in self._voices if request.take in (None, voice.request.take)]
        if request.take is not None and not chosen:
            raise Refused("/take/stop", "missing", f"Take {request.take} isn't playing.")
        for number in chosen:
            self._silence(number, request.fade)

    def everything(self) -> None:
        """Fade everything out as fast as that makes no click."""
        self._speaker.panic(PANIC_FADE_SECONDS)
        for number, voice in self._voices:
            if voice.take is None:
                self._voices.end(number)

    def _silence(self, number: int, fade_seconds: float) -> None:
        voice = self._voices.get(number)
        if voice and voice.take:
            self._speaker.stop(number, fade_seconds)
        else:
            self._voices.end(number)
