"""torch's threads while an instrument plays live: one, whatever was there before and whatever is loaded meanwhile."""

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from engine import JobProgressed, Samples
from engine.models.contract import OnStep
from engine.threads import Threads, another_core, cores
from tests.engine.fakes import CARD, Fake, in_blocks
from tests.engine.session import Session, job, running_engine


class Torch:
    def __init__(self) -> None:
        self.threads = 4

    def get_num_threads(self) -> int:
        return self.threads

    def set_num_threads(self, threads: int) -> None:
        self.threads = threads


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> Torch:
    torch = Torch()
    monkeypatch.setitem(sys.modules, "torch", torch)
    return torch


def test_a_model_gets_its_own_number_but_for_when_an_instrument_plays(torch: Torch) -> None:
    threads = Threads()
    threads.use(2)
    assert torch.threads == 2
    threads.share(True)
    threads.use(3)
    assert torch.threads == 1
    threads.share(False)
    assert torch.threads == 3


def test_one_while_shared_and_as_many_as_before_afterwards(torch: Torch) -> None:
    threads = Threads()
    threads.share(True)
    assert torch.threads == 1
    threads.share(True)
    threads.share(False)
    assert torch.threads == 4
    threads.share(False)
    assert torch.threads == 4


def test_a_model_that_is_loaded_meanwhile_does_not_take_more(torch: Torch) -> None:
    threads = Threads()
    threads.share(True)
    torch.set_num_threads(8)
    threads.hold()
    assert torch.threads == 1
    threads.share(False)
    assert torch.threads == 8


def test_no_thread_beside_this_one_may_compute_while_shared(torch: Torch) -> None:
    threads = Threads()
    assert another_core() == (cores() > 1)
    threads.share(True)
    assert not another_core()
    threads.share(False)
    assert another_core() == (cores() > 1)


def test_without_torch_there_is_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    threads = Threads()
    threads.share(True)
    threads.hold()
    threads.share(False)
    assert "torch" not in sys.modules


def telling(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    """Each block tells how many threads torch has when it is made: a tenth for each."""
    import torch

    for block in in_blocks(np.zeros((frames, 1), np.float32), on_step, 0.002):
        yield np.full_like(block, torch.get_num_threads() / 10)


def load_telling() -> Fake:
    import torch

    torch.set_num_threads(3)
    return Fake(replace(CARD, name="telling", threads=3), telling)


def told(session: Session, seconds: float) -> list[float]:
    """The threads at the beginning and at the end of a take, in the middle of which an instrument begins to play."""
    made = job("telling", seconds=seconds)
    session.submit(made)
    session.until(lambda: len([event for event in session.of(made) if isinstance(event, JobProgressed)]) > 5)
    session.engine.share_cores(True)
    session.end_of(made)
    sound = session.sound(made)[:, 0]
    return [round(10 * float(sound[0])), round(10 * float(sound[-1]))]


def test_a_job_that_is_at_work_goes_on_with_one_thread_and_so_does_a_worker_that_takes_over() -> None:
    with running_engine({"telling": load_telling}) as session:
        session.engine.load("telling")
        session.settle("telling", "ready")
        assert told(session, 2.0) == [3, 1]
        worker = session.engine.process_id
        assert worker is not None
        os.kill(worker, signal.SIGKILL)
        session.until(lambda: session.engine.process_id not in (None, worker))
        assert told(session, 0.5) == [1, 1]
        session.engine.share_cores(False)
        session.finish(job("telling"))
