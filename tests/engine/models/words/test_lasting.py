"""What lasts for less than three seconds is over then; what lasts longer may go on."""

import math

import pytest
import torch

from engine.models.words.lasting import Lasting


def lasting(octaves: float) -> Lasting:
    network: Lasting = Lasting(space=4).eval()
    torch.nn.init.zeros_(network.last.weight)
    torch.nn.init.constant_(network.last.bias, octaves)
    return network


@pytest.mark.parametrize(("octaves", "seconds"), [(-3.0, 0.125), (0.0, 1.0), (1.5, 2**1.5), (1.6, math.inf)])
def test_octaves_are_seconds_until_it_may_go_on(octaves: float, seconds: float) -> None:
    assert lasting(octaves).seconds(torch.ones(1, 4) / 2) == pytest.approx(seconds)


def test_each_place_has_its_own() -> None:
    torch.manual_seed(0)
    network: Lasting = Lasting(space=4).eval()
    places = torch.nn.functional.normalize(torch.randn(3, 4), dim=1)
    assert network(places).shape == (3,)
    assert len(set(network(places).tolist())) == 3
