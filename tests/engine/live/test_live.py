"""The live instrument with a real worker process: it plays, survives its instruments, and comes back with its knobs."""

import os
import signal
import time
from multiprocessing.shared_memory import SharedMemory
from typing import cast

import numpy as np
import pytest

from engine import LiveBroken, LiveLost, LivePlaying, MissingError, RangeError
from tests.engine.live.odd_instruments import CARD, ODD
from tests.engine.live.stage import Stage, live_stage, whole

BACK_SECONDS = 1.0


def playing(stage: Stage, instrument: str = "constant") -> None:
    stage.start(instrument)
    stage.hear(LivePlaying)
    stage.until(lambda: stage.newest() > 0.4)


def test_it_plays_and_its_knobs_act() -> None:
    with live_stage(ODD) as stage:
        playing(stage)
        assert stage.live.card == CARD
        assert stage.live.value(0) == 0.5
        stage.live.turn(0, 0.75)
        stage.until_level(0.75)
        stage.live.turn_all([0.125])
        stage.until_level(0.125)
        assert stage.live.value(0) == 0.125


def test_it_keeps_up_with_the_card() -> None:
    with live_stage(ODD) as stage:
        playing(stage)
        assert stage.card is not None
        empty, gaps, hops = stage.card.empty, stage.live.figures().torn, stage.hops()
        stage.until(lambda: stage.hops() > hops + 100)
        assert (stage.card.empty, stage.live.figures().torn) == (empty, gaps)
        assert stage.live.figures().realtime == (os.sched_getscheduler(process_id(stage)) == os.SCHED_FIFO)


def test_a_killed_worker_comes_back_with_the_same_knobs() -> None:
    with live_stage(ODD) as stage:
        playing(stage)
        stage.live.turn(0, 0.875)
        stage.until_level(0.875)
        before, killed_at = process_id(stage), time.monotonic()
        os.kill(before, signal.SIGKILL)
        stage.hear(LiveLost)
        hops = stage.hops()
        stage.until(lambda: stage.hops() > hops)
        took = time.monotonic() - killed_at
        print(f"back after {took:.2f} s")
        assert took < BACK_SECONDS
        assert stage.newest() == pytest.approx(0.875, abs=1e-4)
        assert stage.live.value(0) == 0.875
        assert process_id(stage) != before
        assert len(stage.all(LivePlaying)) == 1


def test_a_worker_that_hangs_is_replaced() -> None:
    with live_stage(ODD) as stage:
        playing(stage)
        before = process_id(stage)
        os.kill(before, signal.SIGSTOP)
        lost = cast(LiveLost, stage.hear(LiveLost, seconds=5))
        assert "stopped answering" in lost.sentence
        hops = stage.hops()
        stage.until(lambda: stage.hops() > hops)


@pytest.mark.parametrize(
    ("instrument", "says"),
    [
        ("nothing", "there are no weights"),
        ("raising", "no more to say"),
        ("no numbers", "not finite"),
        ("too short", "was expected"),
        ("dying", "again and again"),
    ],
)
def test_an_instrument_that_goes_wrong_ends_in_a_sentence_and_the_next_one_plays(instrument: str, says: str) -> None:
    with live_stage(ODD) as stage:
        stage.start(instrument)
        broken = cast(LiveBroken, stage.hear(LiveBroken, seconds=15))
        assert broken.instrument == instrument
        assert says in broken.sentence
        assert (stage.live.card, stage.live.instrument) == (None, "")
        playing(stage)


def test_an_instrument_that_hangs_does_not_stay() -> None:
    with live_stage(ODD) as stage:
        stage.start("hanging")
        stage.hear(LivePlaying)
        stage.hear(LiveLost, seconds=5)


def test_a_change_of_source_fades_and_takes_the_knobs_defaults() -> None:
    with live_stage(ODD) as stage:
        playing(stage)
        stage.live.turn(0, 1.0)
        stage.until_level(1.0)
        stage.start("constant")
        stage.hear(LivePlaying)
        stage.until_level(0.5)
        sound = whole(stage)[:, 0]
        assert sound[np.flatnonzero(sound > 0.999)[-1] :].min() < 0.01
        assert stage.live.value(0) == 0.5


def test_stopped_it_fades_and_rests() -> None:
    with live_stage(ODD) as stage:
        playing(stage)
        stage.live.stop()
        stage.until(lambda: abs(stage.newest()) < 1e-3)
        hops = stage.hops()
        time.sleep(0.1)  # not a wait for something: nothing may come in this time
        assert stage.hops() == hops
        assert stage.live.figures().load == 0.0
        playing(stage)


def test_what_is_not_there_is_refused() -> None:
    with live_stage(ODD) as stage:
        with pytest.raises(MissingError, match="There is no instrument organ; there are constant, "):
            stage.live.start("organ", 48_000, 1.0)
        assert stage.live.process_id is None
        playing(stage)
        with pytest.raises(RangeError, match="There are 1 knobs, and 2 values came"):
            stage.live.turn_all([0.1, 0.2])


def test_its_process_imports_no_learning_library() -> None:
    with live_stage(ODD) as stage:
        playing(stage)
        stage.live.ask_modules()
        stage.until(lambda: bool(stage.live.modules))
        packages = {name.partition(".")[0] for name in stage.live.modules}
        assert "engine" in packages
        assert not packages & {"torch", "diffusers", "transformers", "bridge", "pythonosc", "sounddevice"}


def test_closed_it_leaves_nothing() -> None:
    with live_stage(ODD) as stage:
        playing(stage)
        ring, number = stage.live.ring, process_id(stage)
    with pytest.raises(FileNotFoundError):
        SharedMemory(ring)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def process_id(stage: Stage) -> int:
    assert stage.live.process_id is not None
    return stage.live.process_id
