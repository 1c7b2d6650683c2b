"""The desk: voices put into the mixer's slots and taken out again, without a process."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from bridge.speaker.desk import Desk
from bridge.speaker.messages import (
    Ended,
    PlayVoice,
    Refused,
    SetGain,
    SetVolume,
    SpeakerEvent,
    Started,
    StopAll,
    StopVoice,
)
from bridge.speaker.mixer import SLOTS, Mixer
from engine import Samples, TakeShape
from tests.bridge.speaker.hearing import RATE_HZ, noise, take


class Room:
    """A desk, what it told, and what a card would get."""

    def __init__(self) -> None:
        self.told: list[SpeakerEvent] = []
        self.mixer = Mixer(RATE_HZ, channels=2, clock_frame=1)
        self.desk = Desk(self.mixer, self.told.append)

    def hear(self, frames: int) -> Samples:
        out = np.zeros((frames, 2), np.float32)
        self.mixer.fill(out)
        self.desk.collect()
        return out


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def shape() -> Iterator[TakeShape]:
    with take(noise(1000, level=0.4)) as memory:
        yield memory.shape


def test_a_voice_starts_and_ends(room: Room, shape: TakeShape) -> None:
    room.desk.obey(PlayVoice(voice=7, take=shape))
    room.hear(512)
    room.hear(512)
    assert room.told == [Started(7, 1), Ended(7)]
    assert room.desk.voices == []


def test_a_stopped_voice_ends_and_the_others_go_on(room: Room, shape: TakeShape) -> None:
    for number in (1, 2):
        room.desk.obey(PlayVoice(voice=number, take=shape, loop=True))
    room.hear(256)
    room.desk.obey(StopVoice(1, 0.002))
    room.hear(512)
    assert room.told == [Started(1, 1), Started(2, 1), Ended(1)]
    room.desk.obey(StopAll(0.0))
    room.hear(256)
    assert room.told[-1] == Ended(2)


def test_gain_and_volume_are_turned(room: Room) -> None:
    with take(np.full((9600, 1), 0.5, np.float32)) as memory:
        room.desk.obey(PlayVoice(voice=1, take=memory.shape, loop=True))
        room.desk.obey(SetGain(1, 0.5))
        room.desk.obey(SetVolume(0.5))
        assert room.hear(4096)[-1, 0] == pytest.approx(0.125)
        room.desk.obey(StopAll(0.0))
        room.hear(256)


def test_what_is_not_sounding_can_be_stopped_without_harm(room: Room) -> None:
    room.desk.obey(StopVoice(99, 0.01))
    room.desk.obey(SetGain(99, 0.5))
    assert room.told == []


def test_the_last_slot_can_be_used_and_the_next_voice_is_refused(room: Room, shape: TakeShape) -> None:
    for number in range(SLOTS):
        room.desk.obey(PlayVoice(voice=number, take=shape))
    assert room.told == []
    room.desk.obey(PlayVoice(voice=SLOTS, take=shape))
    assert room.told == [Refused(SLOTS, f"All {SLOTS} voices are in use: stop one first.")]
    room.hear(1024)
    room.desk.obey(PlayVoice(voice=SLOTS, take=shape))
    room.hear(1024)
    assert room.told[-1] == Ended(SLOTS)


@pytest.mark.parametrize(
    ("unplayable", "expected"),
    [
        (lambda play: replace(play, pair=1), "pairs 0 to 0"),
        (lambda play: replace(play, pair=-1), "no output pair -1"),
        (lambda play: replace(play, from_frame=1000), "frames 0 to 999"),
        (lambda play: replace(play, from_frame=-1), "frames 0 to 999"),
        (lambda play: replace(play, gain=float("nan")), "gain of 0 or more"),
        (lambda play: replace(play, gain=-0.5), "gain of 0 or more"),
        (lambda play: replace(play, take=TakeShape("no such memory", 1000, 2, RATE_HZ)), "memory is gone"),
        (lambda play: replace(play, take=TakeShape("any", 1000, 2, 44100)), "convert the take"),
        (lambda play: replace(play, take=TakeShape("any", 1000, 6, RATE_HZ)), "one or two channels"),
    ],
)
def test_what_cannot_be_played_is_refused_in_a_sentence(
    room: Room, shape: TakeShape, unplayable: Callable[[PlayVoice], PlayVoice], expected: str
) -> None:
    room.desk.obey(unplayable(PlayVoice(voice=3, take=shape)))
    (refused,) = room.told
    assert isinstance(refused, Refused)
    assert refused.voice == 3
    assert expected in refused.sentence
    assert not room.hear(256).any()


def test_a_number_in_use_is_refused_and_what_sounds_goes_on(room: Room, shape: TakeShape) -> None:
    room.desk.obey(PlayVoice(voice=3, take=shape))
    room.desk.obey(PlayVoice(voice=3, take=shape))
    assert room.told == [Refused(3, "Voice 3 is sounding already: choose another number.")]
    room.hear(1024)
    assert room.told[1:] == [Started(3, 1), Ended(3)]
