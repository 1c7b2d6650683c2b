from dataclasses import replace

import pytest

from bridge.jobs.recipes import Making, recipe_of, request_of, task_of
from bridge.takes import recipe_from_json, recipe_to_json
from bridge.vocabulary import Refused
from bridge.vocabulary.arguments import LARGEST_WHOLE
from bridge.vocabulary.requests import Generate, RecallTake, Vary
from engine import Generate as GenerateTask
from engine import ModelCard
from engine import Vary as VaryTask

CARD = ModelCard(
    name="vae",
    family="vae",
    rate_hz=44100,
    channels=1,
    shortest_seconds=0.1,
    longest_seconds=1.5,
    weights="5f1c",
    precision="float32",
    device="cpu",
    threads=2,
)
GENERATE = Generate("kick", seconds=0.3, count=4, seed=5, prompt="deep", negative="bright")
VARY = Vary("more", take=12, amount=0.25, count=2, seed=5)
RECALL = RecallTake("again", take=20, play=True)


def test_what_a_model_is_asked() -> None:
    assert task_of(GENERATE) == GenerateTask(prompt="deep", negative="bright", seconds=0.3)
    assert task_of(VARY) == VaryTask(amount=0.25)


@pytest.mark.parametrize("request_", [GENERATE, VARY])
def test_a_recipe_gives_the_same_request_for_one_take(request_: Making) -> None:
    recipe = recipe_from_json(recipe_to_json(recipe_of(request_, CARD, seed=8)))
    again = request_of(recipe, RECALL)
    assert again == replace(request_, job="again", seed=8, count=1, model="vae", play=True)


def test_a_recipe_names_all_that_decides_which_samples_come_out() -> None:
    recipe = recipe_of(VARY, CARD, seed=8)
    assert (recipe.address, recipe.model, recipe.weights, recipe.seed) == ("/vary", "vae", "5f1c", 8)
    assert (recipe.precision, recipe.device, recipe.threads, recipe.parent) == ("float32", "cpu", 2, 12)
    assert {"torch", "numpy", "soxr", "warmtone"} <= set(recipe.versions)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"address": "/nothing"}, "There is no address /nothing"),
        ({"address": "/panic", "arguments": {}}, "is no request that makes takes"),
        ({"address": "/take/import", "arguments": {"path": "/etc/passwd"}}, "is no request that makes takes"),
        ({"arguments": {"secs": 1}}, "has no key secs"),
        ({"arguments": {"seconds": 1e9}}, "seconds is 0.02 to 600 s"),
        ({"seed": -1}, "has a seed outside of 0 to"),
        ({"seed": LARGEST_WHOLE + 1}, "has a seed outside of 0 to"),
    ],
)
def test_a_recipe_that_can_not_be_run_says_why(change: dict[str, object], says: str) -> None:
    recipe = replace(recipe_of(GENERATE, CARD, 8), **change)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        request_of(recipe, RECALL)
    assert (refused.value.about, refused.value.code) == ("again", "recipe")
    assert says in str(refused.value)
