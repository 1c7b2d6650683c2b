"""How long sounds last is learned from what they are called: of most, not of all, and never from validation clips."""

from collections.abc import Sequence
from random import Random

import pytest
import torch
from torch import Tensor

from engine.training.ember.items import Item
from engine.training.ember.lasting import fitted_lasting
from tests.engine.training.ember.fakes import item

PLACES = {"hit": 0, "rain": 1, "bell": 2, "hum": 3}


def placed(texts: Sequence[str]) -> Tensor:
    return torch.eye(4)[[PLACES[text] for text in texts]]


def caption(item: Item, random: Random) -> str:
    return item.caption


def called(name: str, seconds: float, **facts: object) -> Item:
    return item(caption=name, label=name, seconds=seconds, **facts)


ITEMS = [
    *(called("hit", 0.1 * (1 + number)) for number in range(10)),
    *(called("rain", 2.0, category="ambience") for _ in range(10)),
    *(called("bell", 4.0) for _ in range(10)),
    *(called("hum", 1.5, category="synth") for _ in range(10)),
    *(called("hum", 0.1, valid=True) for _ in range(50)),
]


def test_a_hit_is_over_when_most_hits_are_and_what_goes_on_has_no_end() -> None:
    lasting = fitted_lasting(ITEMS, placed, caption, steps=300)
    hit, rain, bell, hum = (lasting.seconds(place[None]) for place in torch.eye(4))
    assert 0.5 < hit < 1.0, "seven of ten are over after 0.7 s"
    assert rain == bell == float("inf"), "ambience is the same wherever it is cut, and so is a clip that was cut"
    assert hum == pytest.approx(1.5, rel=0.25), "validation clips would make it shorter"


def test_the_same_items_give_the_same_network() -> None:
    once, twice = (fitted_lasting(ITEMS, placed, caption, steps=3).state_dict() for _ in range(2))
    assert all(torch.equal(once[name], twice[name]) for name in once)
