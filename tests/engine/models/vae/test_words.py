"""Which clips a prompt means, and what is said of words that no clip has."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import PromptError
from engine.models.vae.weights import Described
from engine.models.vae.words import Words, words_of

CLIPS = (
    Described("a closed hi-hat hit", "drums"),
    Described("an open hi-hat hit", "drums"),
    Described("a soft snare drum hit", "drums"),
    Described("a drum and bass synth note", "synth"),
    Described("a grand piano playing the note A#2", "instruments"),
    Described("a man saying the number seven", "spoken_digits"),
)
WORDS = Words(CLIPS)


def clips_for(prompt: str, negative: str = "") -> list[list[int]]:
    return WORDS.clips_for(prompt, negative, pytest.fail)


@pytest.mark.parametrize("prompt", ["closed hi-hat", "CLOSED HIHAT", "closed hi hats", "a closed hi-hats sound"])
def test_one_word_in_many_spellings_means_one_clip(prompt: str) -> None:
    assert clips_for(prompt) == [[0]]


def test_numerals_and_flats_are_the_captions_words() -> None:
    assert clips_for("7") == [[5]]
    assert clips_for("Bb2") == [[4]]


def test_a_category_counts_more_than_a_word_in_passing() -> None:
    assert clips_for("drums") == [[0, 1, 2]]


def test_without_a_prompt_every_category_is_open() -> None:
    assert clips_for("") == [[0, 1, 2], [3], [4], [5]]
    assert clips_for("the sound of a") == clips_for("")


def test_negative_words_exclude_clips() -> None:
    assert clips_for("hi-hat", "open") == [[0]]
    assert clips_for("", "drum") == [[4], [5]]


def test_unknown_words_are_named_with_their_nearest() -> None:
    notes: list[str] = []
    assert WORDS.clips_for("snair snare", "", notes.append) == [[2]]
    assert notes == ["Left out, since no sound is known by these words: 'snair' (nearest known: snare, saying)."]


def test_a_prompt_without_a_known_word_is_refused() -> None:
    with pytest.raises(PromptError, match=r"'pianno' \(nearest known: piano"):
        clips_for("pianno")


def test_a_negative_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(PromptError, match="No sound is left for 'snare' without 'drum'"):
        clips_for("snare", "drum")


def test_a_refusal_stays_short_whatever_was_asked() -> None:
    with pytest.raises(PromptError) as refusal:
        clips_for(" ".join(letter * 2000 for letter in "vwxyz"))
    assert len(str(refusal.value)) < 1000


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_gives_clips_or_a_sentence(prompt: str, negative: str) -> None:
    with suppress(PromptError):
        groups = WORDS.clips_for(prompt, negative, lambda sentence: None)
        assert groups
        assert all(groups)


def test_words_are_compared_without_their_plural() -> None:
    assert words_of("hits on glass, brass and cymbals") == ["hit", "glass", "brass", "cymbal"]
