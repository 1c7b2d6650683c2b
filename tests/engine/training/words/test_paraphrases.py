"""Prompts that a clip answers: many of them, all true to it."""

import random
import re

from engine.models.words.saying import said
from engine.training.words.clip_words import ClipWords
from engine.training.words.paraphrases import joined, mixed, paraphrase
from tests.engine.training.words.data import DOG, LEXICON, PIANO, SIX

FRAME = set(said("the sound of a, an effect sfx recording I hear, give me, make, please play").split(" "))


def prompts(clip: ClipWords, count: int = 400) -> list[str]:
    return [paraphrase(clip, LEXICON, random.Random(seed)) for seed in range(count)]


def test_the_same_draw_gives_the_same_prompt_and_many_draws_give_many() -> None:
    assert prompts(DOG, 20) == prompts(DOG, 20)
    assert len({said(prompt) for prompt in prompts(DOG)}) > 80


def test_every_word_is_of_the_clip_its_category_or_the_lexicon() -> None:
    known = FRAME | {"dog", "hound", "barking", "bark", "animal", "field"}
    assert {word for prompt in prompts(DOG) for word in said(prompt).split()} <= known


def test_there_are_short_and_long_ones_and_both_cases() -> None:
    found = prompts(DOG)
    assert {"dog bark", "barking dog", "a dog barking", "dog barking"} <= {said(prompt) for prompt in found}
    assert max(len(prompt.split()) for prompt in found) > 6
    assert any(prompt.isupper() for prompt in found)
    assert any(prompt.islower() for prompt in found)


def test_a_known_pitch_is_told_often_in_many_ways_and_always_right() -> None:
    notes = [re.findall(r"<note:\d+>", said(prompt)) for prompt in prompts(PIANO)]
    assert {tuple(note) for note in notes} == {(), ("<note:61>",)}
    assert 0.6 < sum(map(bool, notes)) / len(notes) < 0.8
    typed = " ".join(prompts(PIANO))
    assert all(way in typed for way in ("C#4", "c#4", "c sharp 4", "midi note 61", "MIDI 61"))


def test_digits_are_spoken_and_no_speaker_is_named() -> None:
    found = " ".join(prompts(SIX)).lower()
    assert "saying six" in found
    assert "the word six" in found
    assert "theo" not in found


def test_only_short_clips_are_called_short_and_long_ones_long() -> None:
    long = ClipWords("rain falling", "rain", (), "ambience", None, 6.0)
    called = {clip.label: {word for prompt in prompts(clip) for word in said(prompt).split()} & {"short", "long"}
              for clip in (SIX, PIANO, long)}  # fmt: skip
    assert called == {"six": {"short"}, "piano": set(), "rain": {"long"}}


def test_two_sounds_are_said_at_once_or_one_after_the_other() -> None:
    draw = random.Random(0)
    assert {"rain and a dog", "rain with a dog"} <= {mixed("rain", "a dog", draw) for _ in range(50)}
    assert {"rain then a dog", "rain followed by a dog"} <= {joined("rain", "a dog", draw) for _ in range(50)}
