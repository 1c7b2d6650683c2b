"""The player between a speaker, an archive and clients that only write down what they were told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from bridge.playing import RATE_WITHOUT_A_CARD_HZ, Player
from bridge.resident import ResidentTake, resident
from bridge.speaker import MOST_VOICES, Ended, Lost, NoDevice, Opened, OtherRate, PlayVoice, Started
from bridge.speaker import Refused as VoiceRefused
from bridge.vocabulary import Event, Refused
from bridge.vocabulary.events import Error, SoundState, TakeEnded, TakePlaying
from bridge.vocabulary.requests import PlayTake, StopTake
from engine import Audio, MissingError, WarmtoneError, attach_take_memory, create_take_memory

ANNA, BERT = ("127.0.0.1", 9000), ("127.0.0.1", 9001)
CARD = Opened("card", 48000, 4, 256, False)


@dataclass
class WrittenDown:
    """The speaker and the replies: what was asked of them."""

    played: list[PlayVoice] = field(default_factory=list)
    stopped: list[int] = field(default_factory=list)
    since: list[float] = field(default_factory=list)
    panics: int = 0
    said: list[tuple[Any, Event]] = field(default_factory=list)
    news: list[tuple[set[Any], Event]] = field(default_factory=list)

    def play(self, play: PlayVoice) -> None:
        self.played.append(play)

    def stop(self, voice: int, fade_seconds: float) -> None:
        self.stopped.append(voice)

    def panic(self, fade_seconds: float) -> None:
        self.panics += 1

    def play_on(self, play: PlayVoice, since_seconds: float) -> None:
        self.played.append(play)
        self.since.append(since_seconds)

    def to(self, client: Any, event: Event) -> None:
        self.said.append((client, event))

    def to_all(self, clients: Any, event: Event) -> None:
        self.news.append((set(clients), event))


class OneTake:
    """A session with take 1, a second of silence; and the archive that reads it when it is told to."""

    def __init__(self) -> None:
        self.takes = [1]
        self._works: list[Callable[[], None]] = []

    def read(self, number: int) -> Audio:
        if number not in self.takes:
            raise MissingError(f"There is no take {number}.")
        return Audio(np.zeros((48_000, 1), np.float32), 48_000)

    def do(self, work: Callable[[Any], Any], then: Callable[[Any], None], failed: Callable[[Any], None]) -> None:
        def perform() -> None:
            try:
                result = work(self)
            except WarmtoneError as error:
                return failed(error)
            return then(result)

        self._works.append(perform)

    def work_off(self) -> None:
        while self._works:
            self._works.pop(0)()


class Scene:
    """A player with a card, and all that it talks to."""

    def __init__(self) -> None:
        self.notes = WrittenDown()
        self.archive = OneTake()
        self.player = Player(self.notes, self.archive, self.notes)  # type: ignore[arg-type]
        self.player.on_event(CARD)

    def playing(self, request: PlayTake = PlayTake(1)) -> PlayVoice:  # noqa: B008  # frozen
        """Play a take until it sounds."""
        self.player.play(ANNA, request)
        self.archive.work_off()
        self.player.on_event(Started(self.notes.played[-1].voice, 0))
        return self.notes.played[-1]

    def growing(self) -> tuple[ResidentTake, PlayVoice]:
        """A take that sounds while it is made."""
        growing = ResidentTake(create_take_memory(48_000, 1, 48_000))
        self.player.play_growing(ANNA, 7, growing)
        self.player.on_event(Started(self.notes.played[-1].voice, 0))
        return growing, self.notes.played[-1]

    def comes_back_at_44100(self, play: PlayVoice, since_seconds: float | None) -> None:
        """The card is lost and back at another rate, while one voice plays."""
        self.player.on_event(Lost("The card is gone."))
        self.player.on_event(Opened("card", 44100, 2, 256, False))
        self.player.on_event(OtherRate(play.voice, 44100, since_seconds))

    def is_there(self, play: PlayVoice) -> bool:
        """Whether a voice's memory is still held."""
        try:
            attach_take_memory(play.take).close()
        except FileNotFoundError:
            return False
        return True


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_without_a_card_nothing_is_played_and_the_rate_is_the_usual_one() -> None:
    player = Scene().player
    player.on_event(NoDevice("There is no card."))
    assert (player.rate_hz, player.opened, player.missing) == (RATE_WITHOUT_A_CARD_HZ, None, "There is no card.")
    with pytest.raises(Refused, match=r"There is no card\.") as refused:
        player.play(ANNA, PlayTake(1))
    assert refused.value.code == "device"


def test_the_cards_rate_is_adopted(scene: Scene) -> None:
    scene.player.on_event(Opened("other", 44100, 2, 256, False))
    assert scene.player.rate_hz == 44100
    play = scene.playing(PlayTake(1, start=0.5))
    assert (play.take.rate_hz, play.take.frames, play.from_frame) == (44100, 44100, 22050)
    scene.player.close()


def test_a_voice_sounds_as_it_was_asked_for(scene: Scene) -> None:
    play = scene.playing(PlayTake(1, gain=-6.0, loop=True, output=2, start=0.25))
    assert (play.loop, play.pair, play.from_frame) == (True, 1, 12_000)
    assert play.gain == pytest.approx(0.5012, abs=1e-4)
    scene.player.close()


def test_who_asked_is_told_and_the_memory_let_go(scene: Scene) -> None:
    play = scene.playing()
    assert scene.is_there(play)
    scene.player.on_event(Ended(play.voice))
    assert scene.notes.said == [(ANNA, TakePlaying(1)), (ANNA, TakeEnded(1))]
    assert not scene.is_there(play)
    assert scene.player.voices == 0


def test_a_voice_that_the_speaker_refuses_is_one_error(scene: Scene) -> None:
    play = scene.playing()
    scene.notes.said.clear()
    scene.player.on_event(VoiceRefused(play.voice, "All voices are in use."))
    scene.player.on_event(Ended(play.voice))
    assert scene.notes.said == [(ANNA, Error("/take/play", "device", "All voices are in use.")), (ANNA, TakeEnded(1))]
    assert not scene.is_there(play)


def test_a_pair_beyond_the_cards_is_refused(scene: Scene) -> None:
    with pytest.raises(Refused, match="output is 1 to 2, not 3: card has 4 channels"):
        scene.player.play(ANNA, PlayTake(1, output=3))
    assert scene.player.voices == 0


@pytest.mark.parametrize(("take", "start", "code"), [(2, 0.0, "missing"), (1, 1.0, "range")])
def test_what_can_not_be_read_is_one_error(scene: Scene, take: int, start: float, code: str) -> None:
    scene.player.play(ANNA, PlayTake(take, start=start))
    scene.archive.work_off()
    ((client, error),) = scene.notes.said
    assert (client, type(error), getattr(error, "code", "")) == (ANNA, Error, code)
    assert (scene.notes.played, scene.player.voices) == ([], 0)


@pytest.mark.parametrize("silence", [Player.panic, lambda player: player.stop(BERT, StopTake(1, fade=0.0))])
def test_what_is_silenced_while_it_is_read_never_sounds(scene: Scene, silence: Callable[[Player], None]) -> None:
    scene.player.play(ANNA, PlayTake(1))
    silence(scene.player)
    scene.archive.work_off()
    assert (scene.notes.said, scene.notes.played) == ([(ANNA, TakeEnded(1))], [])


def test_a_take_goes_on_where_it_would_be_when_the_card_comes_back_at_another_rate(scene: Scene) -> None:
    before = scene.playing(PlayTake(1, loop=True, gain=-3.0))
    scene.comes_back_at_44100(before, since_seconds=17.5)
    assert not scene.is_there(before)
    scene.archive.work_off()
    again = scene.notes.played[-1]
    assert (again.voice, again.from_frame, again.loop, again.gain) == (before.voice, 0, True, before.gain)
    assert (again.take.rate_hz, scene.notes.since) == (44100, [17.5])
    scene.player.close()


def test_a_take_that_had_not_begun_when_the_rate_changed_begins_at_its_start(scene: Scene) -> None:
    scene.player.play(ANNA, PlayTake(1, start=0.5))
    scene.archive.work_off()
    scene.comes_back_at_44100(scene.notes.played[-1], since_seconds=None)
    scene.archive.work_off()
    assert (scene.notes.played[-1].from_frame, scene.notes.since) == (22_050, [])
    scene.player.close()


def test_a_take_that_is_gone_when_the_rate_changed_is_an_error_and_an_end(scene: Scene) -> None:
    before = scene.playing()
    scene.comes_back_at_44100(before, since_seconds=17.5)
    scene.archive.takes.clear()
    scene.archive.work_off()
    assert scene.notes.said[1:] == [(ANNA, Error("/take/play", "missing", "There is no take 1.")), (ANNA, TakeEnded(1))]


class TestGrowingAtAnotherRate:
    def test_it_is_converted_when_it_has_grown_and_goes_on(self, scene: Scene) -> None:
        growing, play = scene.growing()
        scene.comes_back_at_44100(play, since_seconds=17.5)
        scene.player.tick()
        scene.archive.work_off()
        assert len(scene.notes.played) == 1
        growing.memory.append(np.full((480, 1), 0.5, np.float32))
        growing.memory.finish()
        growing.release()
        scene.player.tick()
        scene.archive.work_off()
        again = scene.notes.played[-1]
        assert (again.voice, again.take.rate_hz, again.take.frames) == (play.voice, 44100, 441)
        assert scene.notes.since == [17.5]
        assert not scene.is_there(play)
        scene.player.close()

    @pytest.mark.parametrize("silence", [Player.panic, lambda player: player.stop(BERT, StopTake(7, fade=0.0))])
    def test_what_is_silenced_meanwhile_ends(self, scene: Scene, silence: Callable[[Player], None]) -> None:
        growing, play = scene.growing()
        scene.comes_back_at_44100(play, since_seconds=17.5)
        silence(scene.player)
        assert scene.notes.said[-1] == (ANNA, TakeEnded(7))
        growing.release()
        scene.player.tick()
        assert not scene.is_there(play)

    def test_closing_lets_go_of_it(self, scene: Scene) -> None:
        growing, play = scene.growing()
        scene.comes_back_at_44100(play, since_seconds=17.5)
        growing.release()
        scene.player.close()
        assert not scene.is_there(play)


def test_that_sound_is_gone_and_back_is_told_to_those_whose_takes_play(scene: Scene) -> None:
    scene.playing()
    scene.notes.news.clear()
    scene.player.on_event(Lost("The card is gone."))
    scene.player.on_event(CARD)
    assert scene.notes.news == [
        ({ANNA}, SoundState("gone", 48000, 0, "The card is gone.")),
        ({ANNA}, SoundState("ready", 48000, 256, "card")),
    ]
    scene.player.close()


def test_no_more_takes_sound_than_the_speaker_has_voices(scene: Scene) -> None:
    for _ in range(MOST_VOICES):
        scene.player.play(ANNA, PlayTake(1))
    with pytest.raises(Refused, match="All 64 voices are in use: stop one first") as refused:
        scene.player.play(ANNA, PlayTake(1))
    assert refused.value.code == "busy"
    scene.player.play_made(BERT, 1)
    assert scene.notes.said == [(BERT, Error("/take/play", "busy", str(refused.value)))]
    scene.player.close()


def test_closing_lets_go_of_everything_also_of_what_is_still_read(scene: Scene) -> None:
    play = scene.playing()
    scene.player.play(BERT, PlayTake(1))
    scene.player.close()
    scene.archive.work_off()
    assert not scene.is_there(play)
    assert len(scene.notes.played) == 1


def test_a_growing_take_is_held_for_as_long_as_it_sounds(scene: Scene) -> None:
    growing = ResidentTake(resident(Audio(np.zeros((480, 1), np.float32), 48_000)))
    scene.player.play_growing(ANNA, 7, growing)
    (play,) = scene.notes.played
    growing.release()
    assert scene.is_there(play)
    scene.player.on_event(Started(play.voice, 0))
    scene.player.on_event(Ended(play.voice))
    assert scene.notes.said == [(ANNA, TakePlaying(7)), (ANNA, TakeEnded(7))]
    assert not scene.is_there(play)
