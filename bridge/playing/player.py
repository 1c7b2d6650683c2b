"""The player: its verbs each in a module of their own, the speaker's events told to those whom they concern."""

from collections.abc import Callable

from bridge.osc import Peer
from bridge.playing.card import Card
from bridge.playing.play import Play
from bridge.playing.stop import Stop
from bridge.playing.voices import Voices
from bridge.replies import Replies
from bridge.resident import ResidentTake
from bridge.speaker import Ended, Lost, NoDevice, Opened, OtherRate, Speaker, SpeakerEvent, Started
from bridge.speaker import Refused as VoiceRefused
from bridge.takes import Archive
from bridge.vocabulary import Refused
from bridge.vocabulary.events import Error
from bridge.vocabulary.requests import PlayTake, StopTake


class Player:
    """Which takes sound, and who asked for them."""

    def __init__(self, speaker: Speaker, archive: Archive, replies: Replies) -> None:
        self._speaker = speaker
        self._replies = replies
        self._card = Card()
        self._voices = Voices(replies)
        self._play = Play(self._voices, self._card, speaker, archive)
        self._stop = Stop(self._voices, speaker)

    @property
    def rate_hz(self) -> int:
        """The session's rate: the card's, also while it is lost for a moment, or 48 kHz where there was none."""
        return self._card.rate_hz

    @property
    def opened(self) -> Opened | None:
        """The card that is open."""
        return self._card.opened

    @property
    def missing(self) -> str:
        """Why there is no card, in a sentence; empty when there is one."""
        return self._card.missing

    @property
    def voices(self) -> int:
        """How many takes sound."""
        return len(self._voices)

    def need_card(self, address: str, pair: int) -> None:
        """Raises `Refused` without a card, or without that pair of channels on it, 1 being the first."""
        self._card.need(address, pair)

    def play(self, client: Peer, request: PlayTake) -> None:
        """Play a take of the session. Raises `Refused` without a card, a pair of channels on it, or a free voice."""
        self._play.whole(client, request)

    def play_growing(self, client: Peer, take: int, growing: ResidentTake) -> None:
        """Play a take while it is being made; its rate must be the card's. Without a card nothing happens."""
        if self._card.opened:
            self._told_if_refused(client, lambda: self._play.growing(client, take, growing))

    def play_made(self, client: Peer, take: int) -> None:
        """Play a take that a job has made. Without a card nothing happens."""
        if self._card.opened:
            self._told_if_refused(client, lambda: self._play.whole(client, PlayTake(take)))

    def stop(self, client: Peer, request: StopTake) -> None:
        """Fade out the voices of a take, or all. Raises `Refused` for a take that doesn't sound."""
        self._stop.take(client, request)

    def panic(self) -> None:
        """Silence everything."""
        self._stop.everything()

    def volume(self, level: float) -> None:
        """Set the level of everything, 0..1."""
        self._speaker.volume(level)

    def on_event(self, event: SpeakerEvent) -> None:
        """Take in what the speaker says."""
        match event:
            case Opened():
                self._card.is_open(event)
                self._tell_all()
            case NoDevice(sentence) | Lost(sentence):
                self._card.is_gone(sentence)
                self._tell_all()
            case Started(voice):
                self._voices.begin(voice)
            case Ended(voice):
                self._voices.end(voice)
            case VoiceRefused(voice, sentence):
                self._voices.fail(voice, "device", sentence)
            case OtherRate():
                self._play.go_on(event)

    def tick(self) -> None:
        """Look after what waits; call it every now and then."""
        self._play.tick()

    def close(self) -> None:
        """Let go of the memory of everything that sounds; what is still being read never will."""
        self._play.close()
        self._voices.close()

    def _told_if_refused(self, client: Peer, play: Callable[[], None]) -> None:
        try:
            play()
        except Refused as error:
            self._replies.to(client, Error(error.about, error.code, str(error)))

    def _tell_all(self) -> None:
        self._replies.to_all((voice.client for _, voice in self._voices), self._card.state())
