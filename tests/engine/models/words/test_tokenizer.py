"""The tokenizer: what becomes one token, that any text has tokens, and that it is the same when read from a folder."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import PreTrainedTokenizerBase, PreTrainedTokenizerFast

from engine.families.words import tokens_of
from engine.models.words.controls import CONTROL_TOKENS, Controls, with_controls
from engine.models.words.saying import said
from engine.models.words.tokenizer import BEGIN, FIRST_CONTROL, MOST_TOKENS, PAD
from tests.engine.models.words.small import small_tokenizer

TOKENIZER = small_tokenizer()


def ids(text: str) -> list[int]:
    found: list[int] = TOKENIZER(text)["input_ids"]
    return found


def test_padding_and_the_beginning_come_first_then_the_controls_in_their_order() -> None:
    assert TOKENIZER.convert_tokens_to_ids([PAD, BEGIN]) == [0, 1]
    numbers = TOKENIZER.convert_tokens_to_ids(list(CONTROL_TOKENS))
    assert numbers == list(range(FIRST_CONTROL, FIRST_CONTROL + len(CONTROL_TOKENS)))


def test_a_word_is_one_token_wherever_and_however_it_is_written() -> None:
    (_, dog) = ids("dog")
    assert ids("DOG!") == ids(" dóg") == [1, dog]
    assert ids("kick dog")[-1] == ids("<note:60>dog")[-1] == dog


def test_controls_are_one_token_each() -> None:
    prompt = with_controls("kick", Controls(midi_note=60, brightness=0.5))
    assert TOKENIZER.convert_ids_to_tokens(ids(prompt))[:3] == [BEGIN, "<note:60>", "<brightness:8>"]


def test_an_unknown_word_is_told_by_its_pieces() -> None:
    assert ids("dogkick")[:2] == ids("dog")
    assert TOKENIZER.decode(ids("dogkick"), skip_special_tokens=True) == " dogkick"


def test_no_text_has_the_beginning_alone() -> None:
    assert ids("") == ids(" ?! ") == [1]


@given(st.text())
def test_any_text_has_tokens_and_at_most_as_many_as_are_read(text: str) -> None:
    tokens = tokens_of(TOKENIZER, [text, "dog"], MOST_TOKENS, to_the_most=True)
    assert tokens.ids.shape == tokens.read.shape == (2, MOST_TOKENS)
    assert ((tokens.ids >= 0) & (tokens.ids < len(TOKENIZER))).all()
    assert tokens.ids[0, 0] == 1


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_what_said_leaves_is_what_the_tokenizer_leaves(text: str) -> None:
    read = said(text)
    if "<" not in read:
        assert ids(read)[:MOST_TOKENS] == ids(text.replace("<", " ").replace("♭", " "))[:MOST_TOKENS]


def test_controls_are_kept_where_a_prompt_is_cut() -> None:
    prompt = with_controls("drum " * 100, Controls(midi_note=3, length=0))
    tokens = tokens_of(TOKENIZER, [prompt], MOST_TOKENS, to_the_most=True)
    assert tokens.ids[0, 1:3].tolist() == TOKENIZER.convert_tokens_to_ids(["<note:3>", "<length:0>"])
    assert len(tokens.notes) == 1


@pytest.mark.parametrize("text", ["Soft kick, dog", "<note:5> <attack:3> kick", "太鼓", ""])
def test_it_is_the_same_when_read_from_a_folder(tmp_path: Path, text: str) -> None:
    TOKENIZER.save_pretrained(tmp_path)
    read: PreTrainedTokenizerBase = PreTrainedTokenizerFast.from_pretrained(tmp_path, local_files_only=True)
    assert read(text)["input_ids"] == ids(text)
    assert (read.model_max_length, read.pad_token_id) == (MOST_TOKENS, 0)
