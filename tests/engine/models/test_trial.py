"""The trial that every model must pass, and what it says of those that don't."""

from dataclasses import replace

import pytest

from engine import ModelError, catalogue
from engine.models.trial import try_out
from tests.engine.fakes import CARD, LOADERS, PLAYS, Fake, fake

ALL_IN_ORDER = ["steady", "stereo", "six", "loud", "sidelong"]


@pytest.mark.parametrize("name", ALL_IN_ORDER)
def test_a_model_that_keeps_its_contract_shows_its_card(name: str) -> None:
    model = fake(name)
    assert try_out(model, name) == model.card


def test_the_tone_passes() -> None:
    assert try_out(catalogue()["tone"](), "tone").rate_hz == 48000


@pytest.mark.parametrize(("shortest", "longest"), [(0.01, 0.1), (0.7, 3.0), (1.0, 1.0)])
def test_the_trial_keeps_to_the_lengths_that_a_model_makes(shortest: float, longest: float) -> None:
    lengths: list[int] = []
    card = replace(CARD, name="steady", shortest_seconds=shortest, longest_seconds=longest)
    model = Fake(card, lambda frames, seed, on_step: lengths.append(frames) or PLAYS["steady"](frames, seed, on_step))
    try_out(model, "steady")
    assert all(shortest <= frames / card.rate_hz <= longest for frames in lengths)
    assert len(lengths) == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("double", "gave float64 samples of shape (160, 1); float32 of (frames, 1) was expected"),
        ("flat", "gave float32 samples of shape (160,); float32 of (frames, 1) was expected"),
        ("lists", "gave a list where a numpy array was expected"),
        ("infinite", "gave samples that are not finite numbers"),
        ("short", "gave 3999 frames where 4000 were asked for"),
        ("long", "gave more than the 4000 frames that were asked for"),
        ("endless", "gave more than the 4000 frames that were asked for"),
        ("silent", "gave 0 frames where 4000 were asked for"),
        ("stepless", "gave a block without calling on_step before it"),
        ("lazy", "gave a block without calling on_step before it"),
        ("backward", "called on_step(24, 25) after on_step(25, 25)"),
        ("beyond", "called on_step(26, 25) after on_step(25, 25)"),
        ("wavering", "called on_step(1, 26) after on_step(0, 25)"),
    ],
)
def test_a_model_that_breaks_its_contract_is_named_with_what_was_expected(name: str, words: str) -> None:
    with pytest.raises(ModelError) as refused:
        try_out(fake(name), name)
    assert str(refused.value).startswith(name)
    assert words in str(refused.value)


def test_a_model_of_several_channels_must_give_them() -> None:
    model = Fake(replace(CARD, name="mono", channels=2), PLAYS["steady"])
    with pytest.raises(ModelError, match=r"shape \(160, 1\); float32 of \(frames, 2\) was expected"):
        try_out(model, "mono")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("impostor", "The model that was loaded as impostor calls itself"),
        ("odd card", "odd card's card says rate_hz = "),
        ("impossible card", "its rate, channels or lengths are impossible"),
    ],
)
def test_a_card_that_cant_be_believed_is_refused(name: str, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        try_out(LOADERS[name](), name)


@pytest.mark.parametrize(
    "changes", [{"rate_hz": 0}, {"channels": 0}, {"shortest_seconds": 0.0}, {"longest_seconds": float("inf")}]
)
def test_numbers_on_a_card_must_be_possible(changes: dict[str, float]) -> None:
    model = Fake(replace(CARD, name="steady", **changes), PLAYS["steady"])  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="impossible"):
        try_out(model, "steady")


def test_a_whole_number_of_seconds_is_fine() -> None:
    model = Fake(replace(CARD, name="steady", longest_seconds=4), PLAYS["steady"])
    assert try_out(model, "steady").longest_seconds == 4
