"""The voices that were asked for, by their numbers: their memory, their beginning and their end."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from bridge.osc import Peer
from bridge.replies import Replies
from bridge.resident import ResidentTake
from bridge.speaker import MOST_VOICES
from bridge.vocabulary import Refused
from bridge.vocabulary.events import Error, TakeEnded, TakePlaying
from bridge.vocabulary.requests import PlayTake

PLAY = "/take/play"


@dataclass(slots=True)
class Voice:
    """Who asked for which take, and how; its memory once that is there, and whether the client was told of it.

    `growing` is true while the memory is the take's own that is still being made, or has just been.
    """

    client: Peer
    request: PlayTake
    take: ResidentTake | None = None
    growing: bool = False
    told: bool = False


class Voices:
    """All voices that have not ended."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies
        self._voices: dict[int, Voice] = {}
        self._numbers = itertools.count(1)

    def __len__(self) -> int:
        return len(self._voices)

    def __iter__(self) -> Iterator[tuple[int, Voice]]:
        return iter(list(self._voices.items()))

    def get(self, number: int) -> Voice | None:
        """A voice; None where it has ended."""
        return self._voices.get(number)

    def add(self, client: Peer, request: PlayTake) -> int:
        """A new voice; its number. Raises `Refused` where the speaker has no room for more."""
        if len(self._voices) >= MOST_VOICES:
            raise Refused(PLAY, "busy", f"All {MOST_VOICES} voices are in use: stop one first.")
        number = next(self._numbers)
        self._voices[number] = Voice(client, request)
        return number

    def begin(self, number: int) -> None:
        """Tell that a voice begins to sound."""
        voice = self._voices.get(number)
        if voice:
            voice.told = True
            self._replies.to(voice.client, TakePlaying(voice.request.take))

    def end(self, number: int) -> None:
        """A voice has come to its end or was stopped."""
        voice = self._forget(number)
        if voice:
            self._replies.to(voice.client, TakeEnded(voice.request.take))

    def fail(self, number: int, code: str, sentence: str) -> None:
        """A voice can't sound, or no longer, for this reason."""
        voice = self._forget(number)
        if voice is None:
            return
        self._replies.to(voice.client, Error(PLAY, code, sentence))
        if voice.told:
            self._replies.to(voice.client, TakeEnded(voice.request.take))

    def close(self) -> None:
        """Let go of all memory, and tell nobody; what is still being read never will sound."""
        for number, _ in self:
            self._forget(number)

    def _forget(self, number: int) -> Voice | None:
        voice = self._voices.pop(number, None)
        if voice and voice.take:
            voice.take.release()
        return voice
