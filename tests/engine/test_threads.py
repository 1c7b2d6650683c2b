"""torch's threads while an instrument plays live: one, whatever was there before and whatever is loaded meanwhile."""

import sys

import pytest

from engine.threads import Threads


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


def test_without_torch_there_is_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    threads = Threads()
    threads.share(True)
    threads.hold()
    threads.share(False)
    assert "torch" not in sys.modules
