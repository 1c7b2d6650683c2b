"""Plays takes: whole ones of the session, those that are still being made, and again after the card's rate changed."""

from dataclasses import dataclass

from bridge.osc import Peer
from bridge.playing.card import Card
from bridge.playing.reading import convert, read_take
from bridge.playing.voices import PLAY, Voices
from bridge.resident import ResidentTake
from bridge.speaker import OtherRate, PlayVoice, Speaker
from bridge.takes import Archive
from bridge.vocabulary.requests import PlayTake
from engine import TakeMemory, WarmtoneError


class Play:
    """Gives takes to the speaker, at its rate."""

    def __init__(self, voices: Voices, card: Card, speaker: Speaker, archive: Archive) -> None:
        self._voices = voices
        self._card = card
        self._speaker = speaker
        self._archive = archive
        self._unfinished: dict[int, _Grown] = {}

    def whole(self, client: Peer, request: PlayTake) -> None:
        """Play a take of the session. Raises `Refused`."""
        self._card.need(PLAY, request.output)
        number = self._voices.add(client, request)
        self._read(number, request, self._card.rate_hz, None)

    def growing(self, client: Peer, take: int, growing: ResidentTake) -> None:
        """Play a take while it is being made. Raises `Refused`."""
        number = self._voices.add(client, PlayTake(take))
        self._sound(number, growing.hold(), None)
        voice = self._voices.get(number)
        if voice:
            voice.growing = True

    def go_on(self, event: OtherRate) -> None:
        """The card runs at another rate: a take is converted again, and goes on where it would be when that is done."""
        voice = self._voices.get(event.voice)
        if voice is None or voice.take is None:
            return
        take, voice.take = voice.take, None
        if voice.growing:
            # When it has grown, its file can be read, should the rate change once more.
            voice.growing = False
            self._unfinished[event.voice] = _Grown(take, event.since_seconds)
            self.tick()
        else:
            take.release()
            self._read(event.voice, voice.request, event.rate_hz, event.since_seconds)

    def tick(self) -> None:
        """Convert those growing takes that are finished by now; call it every now and then."""
        for number, grown in list(self._unfinished.items()):
            if self._voices.get(number) is None:
                self._unfinished.pop(number).take.release()
            elif grown.take.memory.finished:
                self._convert(number, self._unfinished.pop(number))

    def close(self) -> None:
        """Let go of the memory of what waits to be converted."""
        for grown in self._unfinished.values():
            grown.take.release()
        self._unfinished.clear()

    def _read(self, number: int, request: PlayTake, rate_hz: int, since_seconds: float | None) -> None:
        take, start = request.take, request.start
        self._archive.do(
            lambda session: read_take(session, take, rate_hz, start),
            lambda memory: self._sound(number, ResidentTake(memory), since_seconds),
            lambda error: self._voices.fail(number, error.code, str(error)),
        )

    def _convert(self, number: int, grown: "_Grown") -> None:
        rate_hz = self._card.rate_hz

        def then(memory: TakeMemory) -> None:
            grown.take.release()
            self._sound(number, ResidentTake(memory), grown.since_seconds)

        def failed(error: WarmtoneError) -> None:
            grown.take.release()
            self._voices.fail(number, error.code, str(error))

        self._archive.do(lambda _: convert(grown.take.memory, rate_hz), then, failed)

    def _sound(self, number: int, take: ResidentTake, since_seconds: float | None) -> None:
        voice = self._voices.get(number)
        if voice is None:  # it was stopped while it was being read
            take.release()
            return
        voice.take = take
        play = _as_asked(number, voice.request, take)
        if since_seconds is None:
            self._speaker.play(play)
        else:
            self._speaker.play_on(play, since_seconds)


@dataclass(frozen=True, slots=True)
class _Grown:
    """A take that was sounding while it was made, and since when, at a rate that the card no longer has."""

    take: ResidentTake
    since_seconds: float | None


def _as_asked(number: int, request: PlayTake, take: ResidentTake) -> PlayVoice:
    shape = take.memory.shape
    return PlayVoice(
        voice=number,
        take=shape,
        from_frame=round(request.start * shape.rate_hz),
        loop=request.loop,
        gain=10 ** (request.gain / 20),
        pair=request.output - 1,
    )
