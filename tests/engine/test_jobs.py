"""What a job is, and which lengths a model takes."""

from dataclasses import replace

import pytest

from engine import Generate, Job, RangeError, TakeShape, Task, Vary
from engine.jobs import check_length
from engine.tasks import Extend, Loop, Morph
from tests.engine.fakes import CARD


def generating(seconds: float) -> Job:
    return Job(number=1, model="steady", task=Generate(seconds=seconds), seed=1, rate_hz=48000)


def varying(frames: int, rate_hz: int) -> Job:
    source = TakeShape("nowhere", frames, 1, rate_hz)
    return Job(number=1, model="steady", task=Vary(), seed=1, rate_hz=rate_hz, sources=(source,))


def making(task: Task, frames: int = 8000) -> Job:
    source = TakeShape("nowhere", frames, 1, 8000)
    return Job(number=1, model="steady", task=task, seed=1, rate_hz=8000, sources=(source,))


@pytest.mark.parametrize(
    "job",
    [
        generating(0.02),
        generating(10.0),
        generating(10.000001),  # 10 as a 32-bit float may come out a little longer
        varying(160, 8000),
        varying(480002, 48000),  # a longer sound is edited in windows
        making(Extend(seconds=30.0)),
        making(Loop(seconds=10.0)),
        making(Morph(), 880_000),
    ],
)
def test_lengths_up_to_a_frame_beyond_are_taken(job: Job) -> None:
    check_length(job, CARD)


@pytest.mark.parametrize(
    ("job", "says"),
    [
        (generating(0.019), "makes sounds of 0.02 to 10 seconds"),
        (generating(10.001), "makes sounds of 0.02 to 10 seconds"),
        (generating(float("nan")), "makes sounds of 0.02 to 10 seconds"),
        (varying(158, 8000), "edits sounds of 0.02 seconds or more; 0.01975 is less"),
        (making(Loop(seconds=11.0)), "makes loops of 0.02 to 10 seconds; 11 is not among them"),
    ],
)
def test_other_lengths_are_refused_with_the_range(job: Job, says: str) -> None:
    with pytest.raises(RangeError, match=says):
        check_length(job, CARD)


def test_new_sound_goes_on_beyond_what_is_made_at_once() -> None:
    card = replace(CARD, goes_on=True)
    check_length(generating(20.0), card)
    check_length(generating(600.0), card)
    with pytest.raises(RangeError, match=r"makes sounds of 0\.02 to 600 seconds; 601 is"):
        check_length(generating(601.0), card)


def test_a_loop_is_longer_than_what_is_made_at_once_where_it_can_be_led_back_to_its_start() -> None:
    new = Job(number=1, model="steady", task=Loop(seconds=11.0), seed=1, rate_hz=8000)
    leading_back = replace(CARD, edits=("inpaint", "loop"))
    check_length(making(Loop(seconds=600.0)), leading_back)
    check_length(new, replace(leading_back, goes_on=True))
    with pytest.raises(RangeError, match=r"makes loops of 0\.02 to 10 seconds"):
        check_length(new, leading_back)
    with pytest.raises(RangeError, match=r"makes loops of 0\.02 to 10 seconds"):
        check_length(new, replace(CARD, goes_on=True))
    with pytest.raises(RangeError, match=r"makes loops of 0\.02 to 600 seconds"):
        check_length(making(Loop(seconds=601.0)), leading_back)


def test_new_sound_has_no_source() -> None:
    with pytest.raises(ValueError, match="source"):
        Job(number=1, model="m", task=Generate(), seed=1, rate_hz=8000, sources=(TakeShape("nowhere", 1, 1, 8000),))
