"""The judge that ships: small, whole, named, credited, and apart from whatever generates."""

import ast
from pathlib import Path

import numpy as np
import pytest

from engine.evaluation.judge import weights
from engine.evaluation.judge.accuracy import named
from engine.evaluation.judge.judge import load_judge
from engine.evaluation.judge.weights import SHIPPED
from tests.engine.evaluation.signals import hit, noise, silence, tones


def test_it_is_at_most_three_megabytes_and_its_sources_are_named() -> None:
    assert SHIPPED.stat().st_size <= 3_000_000
    credits = SHIPPED.with_name("ATTRIBUTION.md").read_text(encoding="utf-8")
    assert "Free Spoken Digit Dataset" in credits
    assert sum(int(line.split("|")[1]) for line in credits.splitlines() if line[2:3].isdigit()) == 5100


def test_it_knows_the_categories_labels_and_digits() -> None:
    names = load_judge().names
    assert len(names.categories) == 10
    assert {"drums", "spoken_digits", "weapons_explosions"} <= set(names.categories)
    assert set(names.judged) == {
        "acoustic grand piano",
        "baby cry",
        "chainsaw",
        "dog bark",
        "helicopter",
        "rain",
        "rooster",
        "steel string acoustic guitar",
    }
    assert len(names.digits) == 10
    assert set(names.judged) | set(names.digits) < set(names.labels)


def test_a_sound_is_near_itself_at_any_level_and_far_from_others() -> None:
    judge = load_judge()
    drum, note, rain = hit(0), tones([220.0, 440.0, 660.0, 880.0], 1.0), 0.1 * noise(2 * 44100)
    softer = np.concatenate([silence(5000), 0.1 * drum, silence(5000)])
    places = judge.hear([drum, softer, note, rain]).embeddings
    apart = np.linalg.norm(places - places[0], axis=1)
    assert apart[1] < 0.2 * min(apart[2:])


def test_made_up_sounds_are_heard_for_what_they_are_like() -> None:
    judge = load_judge()
    fading = np.exp(-3 * np.arange(66150) / 44100).astype(np.float32)
    note = fading * tones([220.0 * partial for partial in range(1, 9)], 1.5)
    heard = judge.hear([0.1 * noise(3 * 44100), note, hit(0)])
    assert named(heard.categories, judge.names.categories) == ["ambience", "instruments", "drums"]
    assert named(heard.labels, judge.names.labels)[0] == "rain"


@pytest.mark.parametrize("module", sorted(Path(weights.__file__).parent.glob("*.py")), ids=lambda path: path.name)
def test_it_shares_nothing_with_what_generates(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not (node.module or "").startswith(("engine.models", "engine.training"))
