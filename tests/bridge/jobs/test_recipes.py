from dataclasses import replace

import pytest

from bridge.jobs.recipes import Making, named, recipe_of, request_of, sources_of, task_of
from bridge.takes import Take, recipe_from_json, recipe_to_json
from bridge.vocabulary import Refused
from bridge.vocabulary.arguments import LARGEST_WHOLE
from bridge.vocabulary.requests import (
    Extend,
    Generate,
    Inpaint,
    Loop,
    Morph,
    RecallTake,
    Transform,
    Upscale,
    Vary,
)
from engine import BatchPlace, Controls, ModelCard, tasks

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
PITCHED = Generate("bell", pitch=0, loudness=0.0, brightness=0.1, noisiness=0.2, attack=0.3, length=1.0, prompt="bell")
VARY = Vary("more", take=12, amount=0.25, count=2, seed=5, prompt="clap")
TRANSFORM = Transform("t", take=12, strength=0.7, prompt="glass", negative="wood", steps=12, guidance=3.0)
INPAINT = Inpaint("i", take=12, region=((0.1, 0.2), (0.5, 0.75)), seed=5)
EXTEND = Extend("e", take=12, seconds=3.0, side="both", prompt="wind")
UPSCALE = Upscale("u", take=12)
LOOP = Loop("l", beats=8.0, tempo=120.0, prompt="rain")
MORPH = Morph("m", take=12, other=13, amount=0.25, prompt="dog", to="car")
NOTE = Inpaint("n", take=12, region=((0.1, 0.2),), pitch=61, length=0.7)
RECALL = RecallTake("again", take=20, play=True)
RAIN = Take(
    number=12,
    name="",
    prompt="rain",
    file="12.wav",
    frames=44_100,
    channels=1,
    rate_hz=44_100,
    sample_format="PCM_24",
    starred=False,
    parent=None,
    created="",
    recipe=None,
)


def test_what_a_model_is_asked() -> None:
    assert task_of(GENERATE) == tasks.Generate(prompt="deep", negative="bright", seconds=0.3)
    assert task_of(VARY) == tasks.Vary(amount=0.25, prompt="clap")
    style = tasks.Style(prompt="glass", negative="wood", steps=12, guidance=3.0)
    assert task_of(TRANSFORM) == tasks.Transform(strength=0.7, style=style)
    assert task_of(INPAINT) == tasks.Inpaint(regions=((0.1, 0.2), (0.5, 0.75)), style=tasks.Style())
    assert task_of(LOOP) == tasks.Loop(seconds=4.0, style=tasks.Style(prompt="rain"))
    assert task_of(UPSCALE) == tasks.Upscale(cutoff_hz=None)
    assert task_of(MORPH) == tasks.Morph(amount=0.25, to="car", style=tasks.Style(prompt="dog"))


def test_what_a_model_is_told_beside_the_words() -> None:
    assert task_of(PITCHED) == tasks.Generate(prompt="bell", controls=Controls(0, 0.0, 0.1, 0.2, 0.3, 1.0))
    style = tasks.Style(controls=Controls(midi_note=61, length=0.7))
    assert task_of(NOTE) == tasks.Inpaint(regions=((0.1, 0.2),), style=style)


def test_what_is_made_like_a_take_is_told_what_the_take_is() -> None:
    for request in (Vary("v", take=12), INPAINT, Extend("e", take=12)):
        told = named(request, RAIN)
        assert isinstance(told, Vary | Inpaint | Extend)
        assert told.prompt == "rain"
    assert named(VARY, RAIN) == VARY
    assert named(EXTEND, RAIN) == EXTEND
    assert named(UPSCALE, RAIN) == UPSCALE


@pytest.mark.parametrize(
    ("prompt", "follows", "then"),
    [
        ("", "either", "around"),
        ("rain", "either", "around"),
        ("dog", "either", "words"),
        ("dog", "around", "around"),
        ("", "words", "words"),
    ],
)
def test_a_region_follows_words_that_are_not_its_takes_own(prompt: str, follows: str, then: str) -> None:
    request = named(replace(INPAINT, prompt=prompt, follows=follows), RAIN)
    assert isinstance(request, Inpaint)
    task = task_of(request)
    assert isinstance(task, tasks.Inpaint)
    assert (task.follows, task.style.prompt) == (then, prompt or "rain")
    again = request_of(recipe_of(request, CARD, seed=8), RECALL)
    assert isinstance(again, Inpaint)
    assert task_of(again) == task


def test_what_is_not_set_does_not_stand_in_a_recipe() -> None:
    assert "pitch" not in recipe_of(GENERATE, CARD, 8).arguments
    assert recipe_of(NOTE, CARD, 8).arguments["pitch"] == 61
    assert recipe_of(PITCHED, CARD, 8).arguments["loudness"] == 0.0


def test_a_recipe_that_is_older_than_pitches_gives_a_request_without_one() -> None:
    recipe = replace(
        recipe_of(GENERATE, CARD, 8), arguments={"seconds": 0.5, "steps": 0, "guidance": 0.0, "prompt": "x"}
    )
    assert request_of(recipe, RECALL) == Generate("again", seconds=0.5, seed=8, model="vae", play=True, prompt="x")


def test_the_takes_that_a_request_needs() -> None:
    assert [sources_of(each) for each in (GENERATE, VARY, TRANSFORM, LOOP, MORPH, replace(MORPH, other=0))] == [
        (), (12,), (12,), (), (12, 13), (12,)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "request_",
    [GENERATE, PITCHED, VARY, TRANSFORM, INPAINT, NOTE, EXTEND, UPSCALE, LOOP, MORPH],
    ids=lambda each: f"{type(each).__name__}-{each.job}",
)
def test_a_recipe_gives_the_same_request_for_one_take(request_: Making) -> None:
    recipe = recipe_from_json(recipe_to_json(recipe_of(request_, CARD, seed=8)))
    again = request_of(recipe, RECALL)
    assert again == replace(request_, job="again", seed=8, count=1, model="vae", play=True)


def test_a_recipe_names_all_that_decides_which_samples_come_out() -> None:
    recipe = recipe_of(VARY, CARD, seed=8)
    assert (recipe.address, recipe.model, recipe.weights, recipe.seed) == ("/vary", "vae", "5f1c", 8)
    assert (recipe.precision, recipe.device, recipe.threads, recipe.parent) == ("float32", "cpu", 2, 12)
    assert {"torch", "numpy", "soxr", "warmtone"} <= set(recipe.versions)


def test_a_recipe_says_with_how_many_a_take_was_sampled() -> None:
    recipe = recipe_of(GENERATE, CARD, 8, BatchPlace(2, 4))
    assert (recipe.batch_place, recipe.batch_takes) == (2, 4)
    assert (recipe_of(GENERATE, CARD, 8).batch_place, recipe_of(GENERATE, CARD, 8).batch_takes) == (1, 1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"address": "/nothing"}, "There is no address /nothing"),
        ({"address": "/panic", "arguments": {}}, "is no request that makes takes"),
        ({"address": "/take/import", "arguments": {"path": "/etc/passwd"}}, "is no request that makes takes"),
        ({"arguments": {"secs": 1}}, "has no key secs"),
        ({"arguments": {"pitch": 200}}, "pitch is 0 to 127, not 200"),
        ({"arguments": {"length": None}}, "length is a number, not None"),
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
