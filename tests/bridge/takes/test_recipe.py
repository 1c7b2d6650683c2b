import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.takes import Recipe, differences, recipe_from_json, recipe_to_json
from engine import AudioFileError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_a_recipe_comes_back_as_it_was(recipe: Recipe) -> None:
    text = recipe_to_json(recipe)
    again = recipe_from_json(text)
    assert again == recipe
    assert text.isascii()
    assert [type(value) for value in again.arguments.values()] == [
        type(recipe.arguments[key]) for key in again.arguments
    ]


def test_a_newer_version_may_say_more(recipe: Recipe) -> None:
    found = json.loads(recipe_to_json(recipe)) | {"mood": "blue"}
    assert recipe_from_json(json.dumps(found)) == recipe


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seed", 7.0),
        ("seed", True),
        ("seed", "7"),
        ("threads", None),
        ("parent", "3"),
        ("model", ["vae"]),
        ("arguments", []),
        ("arguments", {"regions": [1, 2]}),
        ("arguments", {"seconds": float("inf")}),
        ("versions", {"torch": 2}),
    ],
)
def test_a_value_of_another_type_is_refused(recipe: Recipe, key: str, value: object) -> None:
    found = json.loads(recipe_to_json(recipe)) | {key: value}
    with pytest.raises(AudioFileError, match="recipe can't be read"):
        recipe_from_json(json.dumps(found))


@pytest.mark.parametrize("key", ["address", "arguments", "weights", "seed", "versions", "parent"])
def test_a_missing_key_is_refused(recipe: Recipe, key: str) -> None:
    found = json.loads(recipe_to_json(recipe))
    del found[key]
    with pytest.raises(AudioFileError, match=key):
        recipe_from_json(json.dumps(found))


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "[" * 100_000, '{"seed": ' + "9" * 5000 + "}", "\0"])
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(AudioFileError):
        recipe_from_json(text)


@given(st.dictionaries(st.sampled_from(list(Recipe.__annotations__)), JSON) | JSON)
def test_no_json_breaks_the_reader(found: object) -> None:
    try:
        recipe = recipe_from_json(json.dumps(found))
    except AudioFileError:
        return
    assert recipe_from_json(recipe_to_json(recipe)) == recipe


def test_nothing_differs_from_itself(recipe: Recipe) -> None:
    assert differences(recipe, recipe) == []


def test_a_recipe_older_than_batches_is_of_a_take_made_alone(recipe: Recipe) -> None:
    older = json.loads(recipe_to_json(recipe))
    del older["batch_place"], older["batch_takes"]
    assert recipe_from_json(json.dumps(older)) == replace(recipe, batch_place=1, batch_takes=1)


def test_a_batch_differs_from_a_take_made_alone(recipe: Recipe) -> None:
    alone = replace(recipe, batch_place=1, batch_takes=1)
    assert differences(recipe, alone) == ["The batch changed: take 2 of 3 then, alone now."]


def test_what_differs_is_named(recipe: Recipe) -> None:
    versions = {"warmtone": "0.2.0", "torch": "2.13.0"}
    other = replace(recipe, weights="77aa", device="cuda:0", threads=4, versions=versions, seed=8)
    assert differences(recipe, other) == [
        "The weights' hash changed: 5f1c then, 77aa now.",
        "The number of threads changed: 2 then, 4 now.",
        "The device changed: cpu then, cuda:0 now.",
        "The version of numpy changed: 2.3 then, none now.",
        "The version of warmtone changed: 0.1.0 then, 0.2.0 now.",
    ]
