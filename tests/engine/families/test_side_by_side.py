"""Halves of a batch are computed on two threads where that pays, and are what the whole is."""

from threading import get_ident

import pytest
import torch
from torch import Tensor

from engine.errors import Cancelled
from engine.families import side_by_side as module
from engine.families.side_by_side import side_by_side

LATENTS = torch.arange(512.0).reshape(4, 2, 64)
TOLD = (torch.tensor([[1.0], [2.0], [3.0], [4.0]])[:, :, None],)


class Network:
    """Remembers the rows that it is called with, and by whom."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, int]] = []

    def __call__(self, latents: Tensor, sigma: float, told: tuple[Tensor, ...]) -> Tensor:
        self.calls.append((len(latents), get_ident()))
        return latents * sigma + told[0]


@pytest.fixture(autouse=True)
def one_thread_and_another_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)
    monkeypatch.setattr(module, "another_core", lambda: True)


def test_two_threads_make_what_one_makes() -> None:
    network = Network()
    torch.testing.assert_close(side_by_side(network)(LATENTS, 2.0, TOLD), LATENTS * 2 + TOLD[0])
    assert [rows for rows, _ in network.calls] == [2, 2]
    assert {by == get_ident() for _, by in network.calls} == {True, False}


def test_one_latent_is_not_divided() -> None:
    network = Network()
    side_by_side(network)(LATENTS[:1], 2.0, (TOLD[0][:1],))
    assert network.calls == [(1, get_ident())]


def test_short_latents_are_not_divided() -> None:
    network = Network()
    side_by_side(network)(LATENTS[:, :, :63], 2.0, TOLD)
    assert network.calls == [(4, get_ident())]


def test_layers_that_have_several_threads_get_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    network = Network()
    side_by_side(network)(LATENTS, 2.0, TOLD)
    assert network.calls == [(4, get_ident())]


def test_without_another_core_there_is_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "another_core", lambda: False)
    network = Network()
    side_by_side(network)(LATENTS, 2.0, TOLD)
    assert network.calls == [(4, get_ident())]


def test_what_stops_either_half_stops_the_whole() -> None:
    here = get_ident()
    for stopped_here in (True, False):

        def stop(latents: Tensor, sigma: float, told: tuple[Tensor, ...], stopped_here: bool = stopped_here) -> Tensor:
            if (get_ident() == here) == stopped_here:
                raise Cancelled
            return latents

        with pytest.raises(Cancelled):
            side_by_side(stop)(LATENTS, 2.0, TOLD)
