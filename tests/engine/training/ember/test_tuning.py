"""A tuner learns the notes of clips that are known, and there is none where no note is."""

from pathlib import Path

import pytest
import torch

from engine.training.ember.latents import LatentSet, read_latents, save_latents
from engine.training.ember.tuning import fitted_tuner
from tests.engine.training.ember.fakes import CPU, item, seeded, small_set

NOTES = (48.0, 60.0, 67.0)


@pytest.fixture(scope="module")
def latents(tmp_path_factory: pytest.TempPathFactory) -> LatentSet:
    """Each note is another number of its latents that is high; a note beyond the tuner's is there too."""
    items = [item(clip, 40, note=note) for clip, note in enumerate((*NOTES, 120.0))] + [item(9, 20, valid=True)]
    drawn = [0.3 * torch.randn(each.columns, 64, generator=seeded(each.clip)) for each in items]
    for number, each in enumerate(drawn[:3]):
        each[:, number] += 2
    path = tmp_path_factory.mktemp("cache") / "latents.safetensors"
    save_latents(path, drawn, items, torch.zeros(64))
    return read_latents(path, CPU)


def test_notes_are_heard_in_latents_it_learned_from(latents: LatentSet) -> None:
    tuner = fitted_tuner(latents, steps=200)
    assert tuner is not None
    for number, note in enumerate(NOTES):
        heard = latents.cut(torch.tensor([number]), torch.tensor([0]), 40)
        assert tuner.odds(heard, int(note)).median() > 2


def test_the_same_latents_give_the_same_tuner(latents: LatentSet) -> None:
    once, twice = (fitted_tuner(latents, steps=2) for _ in range(2))
    assert once is not None
    assert twice is not None
    assert all(torch.equal(once.state_dict()[name], each) for name, each in twice.state_dict().items())


def test_without_known_notes_there_is_none(tmp_path: Path) -> None:
    assert fitted_tuner(small_set(tmp_path), steps=2) is None
