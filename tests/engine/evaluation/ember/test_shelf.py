"""Clips that are kept: found again, and never mistaken for others."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.errors import AudioFileError
from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.making import make
from engine.evaluation.ember.sampling import Setting
from engine.evaluation.ember.shelf import Shelf, shelf_of
from engine.families.stable_audio3 import StableAudio3

ASKED = Asked(group="labels", name="dog bark", number=3, prompt="a dog", seconds=0.2, file="a.wav")


def test_a_clip_is_kept_as_it_is(tmp_path: Path) -> None:
    shelf, sound = Shelf(tmp_path, "a model"), np.random.default_rng(0).uniform(-1, 1, 100).astype(np.float32)
    assert shelf.missing([ASKED]) == [ASKED]
    shelf.keep(ASKED, sound)
    assert shelf.missing([ASKED]) == []
    assert np.array_equal(shelf.sound(ASKED), sound)
    assert [file.suffix for file in (tmp_path / "clips" / "labels").iterdir()] == [".wav"]


@pytest.mark.parametrize("other", [{"seconds": 0.3}, {"prompt": "a cat"}, {"file": "b.wav"}, {"number": 4}])
def test_whatever_differs_is_another_clip(tmp_path: Path, other: dict[str, object]) -> None:
    shelf = Shelf(tmp_path, "a model")
    shelf.keep(ASKED, np.zeros(10, np.float32))
    assert shelf.missing([replace(ASKED, **other)])  # type: ignore[arg-type]
    assert Shelf(tmp_path, "another").missing([ASKED])


def test_other_settings_and_weights_have_a_shelf_of_their_own(tmp_path: Path, family: StableAudio3) -> None:
    card = family.card
    shelves = [shelf_of(tmp_path, card, Setting(*pair)) for pair in ((12, 1.0), (8, 1.0), (12, 2.0))]
    shelves.append(shelf_of(tmp_path, replace(card, weights="other"), Setting(12, 1.0)))
    assert len({shelf.file_of(ASKED) for shelf in shelves}) == 4


def test_an_interrupted_making_goes_on(tmp_path: Path, family: StableAudio3) -> None:
    asked = [replace(ASKED, number=number) for number in range(3)]
    shelf, told = Shelf(tmp_path, "a model"), []
    shelf.keep(asked[1], np.full(5, 0.5, np.float32))
    make(family, Setting(1, 1.0), shelf, asked, lambda: told.append(1))
    assert len(told) == 3
    assert [len(shelf.sound(each)) for each in asked] == [8820, 5, 8820]


def test_a_clip_that_is_not_finite_is_told(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "a model")
    shelf.keep(ASKED, np.full(10, np.nan, np.float32))
    with pytest.raises(AudioFileError, match="infinite samples"):
        shelf.sound(ASKED)


def test_a_table_tells_what_is_in_which_file(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "a model")
    shelf.write_table([ASKED])
    header, row = (tmp_path / "clips.csv").read_text().splitlines()
    assert header == "wav,group,name,number,read,seconds,seed,file"
    assert row == f"{shelf.file_of(ASKED).relative_to(tmp_path)},labels,dog bark,3,a dog,0.200,{ASKED.seed},a.wav"
