"""What a job is, and which lengths a model takes."""

import pytest

from engine import Generate, Job, RangeError, TakeShape, Vary
from engine.jobs import check_length
from tests.engine.fakes import CARD


def generating(seconds: float) -> Job:
    return Job(number=1, model="steady", task=Generate(seconds=seconds), seed=1, rate_hz=48000)


def varying(frames: int, rate_hz: int) -> Job:
    source = TakeShape("nowhere", frames, 1, rate_hz)
    return Job(number=1, model="steady", task=Vary(), seed=1, rate_hz=rate_hz, sources=(source,))


@pytest.mark.parametrize(
    "job",
    [
        generating(0.02),
        generating(10.0),
        generating(10.000001),  # 10 as a 32-bit float may come out a little longer
        varying(160, 8000),
        varying(480001, 48000),  # 10 s rounded up at another rate
    ],
)
def test_lengths_up_to_a_frame_beyond_are_taken(job: Job) -> None:
    check_length(job, CARD)


@pytest.mark.parametrize(
    ("job", "does"),
    [
        (generating(0.019), "makes"),
        (generating(10.001), "makes"),
        (generating(float("nan")), "makes"),
        (varying(158, 8000), "edits"),
        (varying(480002, 48000), "edits"),
    ],
)
def test_other_lengths_are_refused_with_the_range(job: Job, does: str) -> None:
    with pytest.raises(RangeError, match=f"{does} sounds of 0.02 to 10 seconds"):
        check_length(job, CARD)


def test_new_sound_has_no_source() -> None:
    with pytest.raises(ValueError, match="source"):
        Job(number=1, model="m", task=Generate(), seed=1, rate_hz=8000, sources=(TakeShape("nowhere", 1, 1, 8000),))
