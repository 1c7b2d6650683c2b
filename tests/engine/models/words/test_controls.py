"""Control tokens: which there are, what values they stand for, and where they stand in a prompt."""

import pytest

from engine import RangeError
from engine.models.words.controls import CONTROL_TOKENS, Controls, descriptor_token, left_out, note_token, with_controls


def test_there_are_tokens_for_128_notes_and_16_levels_of_five_descriptors() -> None:
    assert len(CONTROL_TOKENS) == len(set(CONTROL_TOKENS)) == 128 + 5 * 16
    assert (CONTROL_TOKENS[0], CONTROL_TOKENS[127], CONTROL_TOKENS[-1]) == ("<note:0>", "<note:127>", "<length:15>")


@pytest.mark.parametrize(("value", "level"), [(0, 0), (0.0624, 0), (0.0625, 1), (0.5, 8), (0.99, 15), (1, 15)])
def test_a_descriptor_has_sixteen_equal_steps(value: float, level: int) -> None:
    assert descriptor_token("attack", value) == f"<attack:{level}>"


def test_every_token_that_can_be_made_is_one_of_them() -> None:
    made = {note_token(note) for note in range(128)}
    made |= {descriptor_token(name, n / 100) for name in ("loudness", "brightness", "noisiness") for n in range(101)}
    made |= {descriptor_token(name, n / 100) for name in ("attack", "length") for n in range(101)}
    assert made == set(CONTROL_TOKENS)


@pytest.mark.parametrize("note", [-1, 128, 60.5])
def test_a_note_that_midi_does_not_have_is_refused(note: int) -> None:
    with pytest.raises(RangeError, match="0 to 127"):
        Controls(midi_note=note)


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_value_outside_of_0_to_1_is_refused(value: float) -> None:
    with pytest.raises(RangeError, match="Brightness goes from 0 to 1"):
        Controls(brightness=value)


def test_a_descriptor_that_is_none_is_refused() -> None:
    with pytest.raises(RangeError, match="loudness"):
        descriptor_token("colour", 0.5)


def test_what_is_set_stands_before_the_words_and_what_is_not_does_not() -> None:
    assert with_controls("a bell", Controls()) == "a bell"
    assert with_controls("a bell", Controls(midi_note=60, length=1)) == "<note:60> <length:15> a bell"
    assert with_controls("", Controls(loudness=0)) == "<loudness:0>"


def test_what_is_set_takes_the_place_of_what_the_prompt_says() -> None:
    assert with_controls("piano <note:60> then <note:62>", Controls(midi_note=0)) == "<note:0> piano then"
    assert with_controls("piano <note:60>", Controls(attack=0)) == "<attack:0> piano <note:60>"


def test_what_a_model_can_not_be_told_is_one_sentence() -> None:
    assert left_out("vae", Controls()) == ()
    assert left_out("vae", Controls(attack=0.0))[0].startswith("vae can't be told attack: left out;")
    (all_of_it,) = left_out("vae", Controls(0, 0, 0, 0, 0, 0))
    assert "a pitch, loudness, brightness, noisiness, attack or length: left out" in all_of_it
