"""Prompts of items: words that are true, with notes and descriptors set now and then."""

from random import Random

from engine.descriptors.descriptors import Descriptors
from engine.training.ember.prompts import Prompting, scale_of
from tests.engine.training.ember.fakes import item
from tests.engine.training.words.data import LEXICON

LOUD, SOFT = (-6.0, 12.0, -3.0, -6.0, 1.0), (-30.0, 8.0, -20.0, -2.0, 2.0)
PIANO = item(label="piano", category="instruments", caption="a piano playing the note C4", note=63.2, descriptors=LOUD)


def prompts(prompting: Prompting, count: int = 200) -> list[str]:
    return [prompting(PIANO, Random(seed)) for seed in range(count)]


def test_the_note_is_the_one_that_sounds_wherever_it_is_named() -> None:
    named = [prompt for prompt in prompts(Prompting(LEXICON, None)) if "<note" in prompt]
    assert 100 < len(named) < 200
    assert {prompt.count("<note:") for prompt in named} <= {1, 2}
    assert all(prompt.count("<note:63>") == prompt.count("<note:") for prompt in named)


def test_descriptors_are_set_now_and_then_on_the_scale_of_the_set() -> None:
    scale = scale_of([item(descriptors=LOUD), item(1, descriptors=SOFT)])
    said = prompts(Prompting(LEXICON, scale))
    bare = sum("<loudness" not in prompt and "<length" not in prompt for prompt in said)
    loud = sum("<loudness:15>" in prompt for prompt in said)
    assert 50 < bare < 150
    assert 50 < loud < 130
    assert all("<loudness:15>" in prompt for prompt in said if "<loudness" in prompt)


def test_a_scale_is_of_training_clips_as_they_are() -> None:
    odd = (0.0, 14.0, 0.0, 0.0, 0.0)
    items = [
        item(descriptors=LOUD),
        item(1, descriptors=SOFT),
        item(2, descriptors=odd, valid=True),
        item(3, descriptors=odd, variant=1),
        item(4, descriptors=odd, kind="and", other=1),
    ]
    scale = scale_of(items)
    assert scale is not None
    assert scale.from_share((1.0,) * 5).loudness == LOUD[0]
    assert scale_of([item()]) is None
    assert isinstance(scale.to_share(SOFT), Descriptors)


def test_of_two_sounds_the_caption_is_said() -> None:
    pair = item(kind="and", other=2, caption="a dog barking and a piano")
    assert Prompting(LEXICON, None)(pair, Random(0)) == "a dog barking and a piano"
