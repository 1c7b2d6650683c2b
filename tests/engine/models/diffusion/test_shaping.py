"""Blocks of a new sound come as they are made; where an attack is set, the sound has it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from engine import Samples
from engine.descriptors.timing import attack_octaves, envelope
from engine.families.stable_audio3 import StableAudio3
from engine.models.diffusion.model import DiffusionModel
from engine.models.diffusion.shaping import shaped
from engine.models.words.controls import Controls
from engine.tasks import Generate
from tests.engine.descriptors.sounds import hiss
from tests.engine.families.conftest import *  # noqa: F403

RATE = 44100
RAIN = hiss(0.2)[:, None]


def attack(samples: Samples) -> float:
    return attack_octaves(envelope(samples.mean(axis=1), RATE))


def blocks() -> Iterator[Samples]:
    yield from np.array_split(RAIN, 4)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
def test_an_attack_that_is_set_is_the_share_of_the_scale_that_was_asked_for(ember: StableAudio3, share: float) -> None:
    scale = ember.card.scale
    assert scale is not None
    (sound,) = shaped(blocks(), ember.card, Controls(attack=share))
    assert sound.shape == RAIN.shape
    assert scale.to_share((0.0, 0.0, 0.0, attack(sound), 0.0)).attack == pytest.approx(share, abs=0.04)


def test_without_one_each_block_comes_as_soon_as_it_is_made(ember: StableAudio3) -> None:
    coming = shaped(blocks(), ember.card, Controls(brightness=0.7))
    assert len(next(coming)) == len(RAIN) // 4
    np.testing.assert_array_equal(np.concatenate([RAIN[: len(RAIN) // 4], *coming]), RAIN)


def test_a_model_that_has_no_scale_leaves_it_to_its_words(ember: StableAudio3) -> None:
    unscaled = replace(ember.card, scale=None)
    assert len(list(shaped(blocks(), unscaled, Controls(attack=0.5)))) == 4


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_new_take_has_it(ember: StableAudio3, monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    monkeypatch.setattr(StableAudio3, "decode", lambda self, latents: blocks())
    task = Generate(seconds=len(RAIN) / RATE, steps=1, controls=Controls(attack=share))
    made = DiffusionModel("ember", ember).generate(task, 3, lambda done, total: None, lambda note: None)
    scale = ember.card.scale
    assert scale is not None
    assert scale.to_share((0.0, 0.0, 0.0, attack(np.concatenate(list(made))), 0.0)).attack == pytest.approx(
        share, abs=0.04
    )
