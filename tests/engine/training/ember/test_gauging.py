"""A gauge learns to read off latents what was measured of their sounds."""

from pathlib import Path

import pytest
import torch

from engine.training.ember.gauging import fitted_gauge
from engine.training.ember.latents import LatentSet
from engine.training.ember.prompts import scale_of
from tests.engine.training.ember.fakes import item, latent_set

STEPS = 150


@pytest.fixture(scope="module")
def latents(tmp_path_factory: pytest.TempPathFactory) -> LatentSet:
    """Sounds whose length is all that was measured of them; one of them was not measured."""
    items = [
        item(clip, 4 + 2 * clip, valid=clip == 9, descriptors=(-20.0, 10.0, -5.0, -4.0, clip / 4)) for clip in range(10)
    ]
    return latent_set(tmp_path_factory.mktemp("cache"), [*items, item(11, 12)])


def test_a_length_is_read_off_latents(latents: LatentSet) -> None:
    scale = scale_of(latents.items)
    assert scale is not None
    gauge = fitted_gauge(latents, scale, STEPS)
    found = [float(gauge(latents.cut(torch.tensor([number]), torch.tensor([0]), 32))[0, 4]) for number in range(9)]
    assert found == sorted(found)
    assert found[0] < 0.25 < 0.75 < found[-1]


def test_the_same_latents_give_the_same_gauge(latents: LatentSet, tmp_path: Path) -> None:
    scale = scale_of(latents.items)
    assert scale is not None
    once, twice = (fitted_gauge(latents, scale, steps=3).state_dict() for _ in range(2))
    assert all(torch.equal(once[name], twice[name]) for name in once)
