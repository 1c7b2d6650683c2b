"""A step in parts is the step of their mean, whichever thread was first."""

import pytest
import torch
from torch import nn

from engine.training.stepping import remembered, shared_out, stepped


def seeds_of(seed: int) -> list[tuple[str, int]]:
    parts = ["first", "second", "third"]
    return shared_out(lambda part, own: (part, own), parts, torch.Generator().manual_seed(seed))


def test_each_part_has_a_seed_of_its_own_and_the_same_each_time() -> None:
    found = seeds_of(1)
    assert [part for part, _ in found] == ["first", "second", "third"]
    assert len({own for _, own in found}) == 3
    assert seeds_of(1) == found != seeds_of(2)


def test_a_parameter_moves_by_the_mean_of_gradients_and_a_large_one_is_cut() -> None:
    parameter = nn.Parameter(torch.zeros(2))
    optimizer = torch.optim.SGD([parameter], lr=1.0)
    stepped(optimizer, [parameter], [(torch.tensor([0.2, 0.0]),), (torch.tensor([0.0, 0.4]),)], rate=0.5)
    assert parameter.tolist() == pytest.approx([-0.05, -0.1])
    stepped(optimizer, [parameter], [(torch.tensor([-300.0, -400.0]),)], rate=0.1)
    assert parameter.tolist() == pytest.approx([-0.05 + 0.06, -0.1 + 0.08])


def test_averaged_weights_keep_as_much_as_they_remember() -> None:
    average, network = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        average.weight.fill_(1.0)
        network.weight.fill_(3.0)
    remembered(average, network, memory=0.75)
    assert average.weight.item() == pytest.approx(1.5)
