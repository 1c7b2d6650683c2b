"""What a folder says of how its model is best sampled, and what it can't say."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Generate, ModelError, RangeError
from engine.families.defaults import Defaults, defaults_in
from engine.families.loading import load_family
from engine.models.diffusion.model import DiffusionModel
from tests.engine.families.tiny import copied

NUMBERS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers())


def test_a_folder_that_says_nothing_has_no_defaults(tmp_path: Path) -> None:
    assert defaults_in(tmp_path) is None


def test_what_it_says_is_on_the_card_and_is_taken(stable_audio3_folder: Path, tmp_path: Path) -> None:
    own = copied(stable_audio3_folder, tmp_path)
    before = load_family(own, "float32").card
    (own / "warmtone.json").write_text('{"steps": 5, "guidance": 2}')
    family = load_family(own, "float32")
    assert (family.card.default_steps, family.card.default_guidance) == (5, 2.0)
    assert family.card.weights != before.weights
    told: list[int] = []
    model = DiffusionModel("tiny", family)
    list(model.generate(Generate(seconds=0.1), 1, lambda _done, total: told.append(total), lambda note: None))
    assert set(told) == {5 + 1}, "and its decoding"


@pytest.mark.parametrize(("said", "around"), [("", 1.0), (', "around": 0.75', 0.75), (', "around": 1', 1.0)])
def test_it_may_say_how_a_region_begins(said: str, around: float, stable_audio3_folder: Path, tmp_path: Path) -> None:
    own = copied(stable_audio3_folder, tmp_path)
    (own / "warmtone.json").write_text(f'{{"steps": 5, "guidance": 2{said}}}')
    assert load_family(own, "float32").card.around == around


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"steps": 5},
        {"steps": 5, "guidance": 2.0, "sampler": "heun"},
        {"steps": 0, "guidance": 2.0},
        {"steps": 1001, "guidance": 2.0},
        {"steps": 5.0, "guidance": 2.0},
        {"steps": True, "guidance": 2.0},
        {"steps": 5, "guidance": -1.0},
        {"steps": 5, "guidance": 30.1},
        {"steps": 5, "guidance": float("nan")},
        {"steps": 5, "guidance": float("inf")},
        {"steps": 5, "guidance": "2"},
        {"steps": [5], "guidance": None},
        {"steps": 5, "guidance": 2.0, "around": 0},
        {"steps": 5, "guidance": 2.0, "around": 1.1},
        {"steps": 5, "guidance": 2.0, "around": None},
        {"steps": 5, "guidance": 2.0, "in_turns": 1},
        {"steps": 5, "around": 0.5},
        {"steps": 5, "guidance": 2.0, "x" * 5000: 1},
    ],
)
def test_anything_else_is_refused(said: dict[str, Any], stable_audio3_folder: Path, tmp_path: Path) -> None:
    own = copied(stable_audio3_folder, tmp_path)
    (own / "warmtone.json").write_text(json.dumps(said))
    with pytest.raises(ModelError, match=r"warmtone\.json") as refusal:
        load_family(own, "float32")
    assert "\n" not in str(refusal.value)


@given(steps=NUMBERS, guidance=NUMBERS, around=NUMBERS)
def test_defaults_are_numbers_within_their_ranges(steps: Any, guidance: Any, around: Any) -> None:
    try:
        defaults = Defaults(steps, guidance, around)
    except RangeError:
        return
    assert 1 <= int(defaults.steps) <= 1000
    assert 0 <= float(defaults.guidance) <= 30
    assert 0 < float(defaults.around) <= 1


@given(content=st.binary(max_size=60))
def test_bytes_that_say_nothing_are_refused(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("folder")
    (folder / "warmtone.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"warmtone\.json"):
        defaults_in(folder)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "warmtone.json").mkdir()
    with pytest.raises(ModelError, match=r"warmtone\.json"):
        defaults_in(tmp_path)
