"""Takes that sound: from the verbs of the vocabulary to voices of the speaker, and back to events.

Used by the bridge's loop, on its one thread. A take's samples are read and brought to the card's rate on the
archive's thread, and stay in shared memory for as long as its voice needs them.
"""

import itertools
from dataclasses import dataclass

from bridge.osc import Peer
from bridge.replies import Replies
from bridge.resident import ResidentTake, resident
from bridge.speaker import (
    Ended,
    NoDevice,
    NotRealtime,
    Opened,
    OtherRate,
    PlayVoice,
    Speaker,
    SpeakerEvent,
    Started,
)
from bridge.speaker import Lost as SpeakerLost
from bridge.speaker import Refused as VoiceRefused
from bridge.takes import Archive, Session
from bridge.vocabulary import Refused
from bridge.vocabulary.events import Error, TakeEnded, TakePlaying
from bridge.vocabulary.requests import PlayTake, StopTake
from engine import RangeError, TakeMemory, WarmtoneError, at_rate

RATE_WITHOUT_A_CARD_HZ = 48_000
PANIC_FADE_SECONDS = 0.005
_ADDRESS = "/take/play"


@dataclass(slots=True)
class _Voice:
    """A voice that was asked for: of which take, by whom, how; and its memory once that is there."""

    client: Peer
    request: PlayTake
    take: ResidentTake | None = None


class Player:
    """Which takes sound, and who asked for them."""

    def __init__(self, speaker: Speaker, archive: Archive, replies: Replies) -> None:
        self._speaker = speaker
        self._archive = archive
        self._replies = replies
        self._voices: dict[int, _Voice] = {}
        self._numbers = itertools.count(1)
        self._opened: Opened | None = None
        self._rate_hz = RATE_WITHOUT_A_CARD_HZ
        self._missing = "The sound card is still being looked for."

    @property
    def rate_hz(self) -> int:
        """The session's rate: the card's, also while it is lost for a moment, or 48 kHz where there was none."""
        return self._rate_hz

    @property
    def opened(self) -> Opened | None:
        """The card that is open."""
        return self._opened

    @property
    def missing(self) -> str:
        """Why there is no card, in a sentence; empty when there is one."""
        return "" if self._opened else self._missing

    @property
    def voices(self) -> int:
        """How many takes sound."""
        return len(self._voices)

    def play(self, client: Peer, request: PlayTake) -> None:
        """Play a take of the session. Raises `Refused` without a card, or without that pair of channels on it."""
        self._need_card(request.output)
        number = self._reserve(client, request)
        self._load(number, self.rate_hz, round(request.start * self.rate_hz))

    def play_growing(self, client: Peer, take: int, growing: ResidentTake) -> None:
        """Play a take while it is being made; its rate must be the card's. Without a card nothing happens."""
        if self._opened:
            number = self._reserve(client, PlayTake(take))
            self._sound(number, growing.hold(), 0)

    def stop(self, client: Peer, request: StopTake) -> None:
        """Fade out the voices of a take, or all. Raises `Refused` for a take that doesn't sound."""
        chosen = [n for n, voice in self._voices.items() if request.take in (None, voice.request.take)]
        if request.take is not None and not chosen:
            raise Refused("/take/stop", "missing", f"Take {request.take} isn't playing.")
        for number in chosen:
            self._silence(number, request.fade)

    def panic(self) -> None:
        """Silence everything."""
        self._speaker.panic(PANIC_FADE_SECONDS)
        for number in [number for number, voice in self._voices.items() if voice.take is None]:
            self._end(number)

    def volume(self, level: float) -> None:
        """Set the level of everything, 0..1."""
        self._speaker.volume(level)

    def on_event(self, event: SpeakerEvent) -> None:
        """Take in what the speaker says."""
        match event:
            case Opened():
                self._opened, self._rate_hz = event, event.rate_hz
            case NoDevice(sentence) | SpeakerLost(sentence):
                self._missing, self._opened = sentence, None
            case Started(voice):
                self._started(voice)
            case Ended(voice):
                self._end(voice)
            case VoiceRefused(voice, sentence):
                self._refused(voice, sentence)
            case OtherRate(voice, take_frame, rate_hz):
                self._go_on(voice, take_frame, rate_hz)
            case NotRealtime() | _:
                pass  # the console says it

    def close(self) -> None:
        """Let go of the memory of everything that sounds; what is still being read never will."""
        for voice in self._voices.values():
            if voice.take:
                voice.take.release()
        self._voices.clear()

    def _need_card(self, pair: int) -> None:
        if not self._opened:
            raise Refused(_ADDRESS, "device", self._missing)
        pairs = (self._opened.channels + 1) // 2
        if pair > pairs:
            channels = f"{self._opened.device} has {self._opened.channels} channels"
            raise Refused(_ADDRESS, "range", f"output is 1 to {pairs}, not {pair}: {channels}.")

    def _reserve(self, client: Peer, request: PlayTake) -> int:
        number = next(self._numbers)
        self._voices[number] = _Voice(client, request)
        return number

    def _load(self, number: int, rate_hz: int, from_frame: int) -> None:
        take = self._voices[number].request.take

        self._archive.do(
            lambda session: _read(session, take, rate_hz, from_frame),
            lambda memory: self._sound(number, ResidentTake(memory), from_frame),
            lambda error: self._could_not_load(number, error),
        )

    def _could_not_load(self, number: int, error: WarmtoneError) -> None:
        voice = self._voices.pop(number, None)
        if voice:
            self._replies.to(voice.client, Error(_ADDRESS, error.code, str(error)))

    def _sound(self, number: int, take: ResidentTake, from_frame: int) -> None:
        voice = self._voices.get(number)
        if voice is None:  # it was stopped while it was being read
            take.release()
            return
        voice.take = take
        self._speaker.play(
            PlayVoice(
                voice=number,
                take=take.memory.shape,
                from_frame=from_frame,
                loop=voice.request.loop,
                gain=10 ** (voice.request.gain / 20),
                pair=voice.request.output - 1,
            )
        )

    def _silence(self, number: int, fade_seconds: float) -> None:
        if self._voices[number].take is None:
            self._end(number)
        else:
            self._speaker.stop(number, fade_seconds)

    def _started(self, number: int) -> None:
        voice = self._voices.get(number)
        if voice:
            self._replies.to(voice.client, TakePlaying(voice.request.take))

    def _end(self, number: int) -> None:
        voice = self._voices.pop(number, None)
        if voice is None:
            return
        if voice.take:
            voice.take.release()
        self._replies.to(voice.client, TakeEnded(voice.request.take))

    def _refused(self, number: int, sentence: str) -> None:
        voice = self._voices.pop(number, None)
        if voice is None:
            return
        if voice.take:
            voice.take.release()
        self._replies.to(voice.client, Error(_ADDRESS, "device", sentence))

    def _go_on(self, number: int, take_frame: int, rate_hz: int) -> None:
        """The card came back at another rate: the take is read anew, and goes on where it would be."""
        voice = self._voices.get(number)
        if voice is None:
            return
        if voice.take:
            voice.take.release()
            voice.take = None
        again = self._reserve(voice.client, voice.request)
        del self._voices[number]
        self._load(again, rate_hz, take_frame)


def _read(session: Session, take: int, rate_hz: int, from_frame: int) -> TakeMemory:
    """On the archive's thread."""
    audio = at_rate(session.read(take), rate_hz)
    if from_frame >= audio.frames:
        raise RangeError(f"Take {take} is {audio.seconds:g} s long: it can't be played from there.")
    return resident(audio)
