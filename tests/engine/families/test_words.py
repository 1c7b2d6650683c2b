"""Prompts as tokens: what is read, and what is said of the rest."""

from engine.families.audioldm import AudioLDM
from engine.families.family import Family
from engine.families.stable_audio3 import StableAudio3
from engine.families.words import tokens_of


def test_a_short_prompt_leaves_no_note(family: Family) -> None:
    assert family.condition(["a pad"], [""], 0.4).notes == ()


def test_a_prompt_that_is_too_long_is_told(family: Family) -> None:
    notes = family.condition(["bell", "drum " * 40], ["", ""], 0.4).notes
    assert len(notes) == 1
    assert "that begins “drum drum" in notes[0]


def test_what_was_not_read_changes_nothing(stable_audio3: StableAudio3) -> None:
    long, longer = (tokens_of(stable_audio3.tokenizer, [text], 32, True) for text in ("x" * 60, "x" * 60 + "y"))
    assert long.ids.shape == (1, 32)
    assert (long.ids == longer.ids).all()
    assert "first 32 tokens" in long.notes[0]


def test_tokens_are_filled_up_as_far_as_is_asked(audioldm: AudioLDM) -> None:
    short = tokens_of(audioldm.tokenizer, ["ab", "abcd"], 64, False)
    full = tokens_of(audioldm.tokenizer, ["ab", "abcd"], 64, True)
    assert short.ids.shape[1] < full.ids.shape[1] == 64
    assert short.read.sum(1).tolist() == full.read.sum(1).tolist()
    assert short.read.sum(1).diff().item() == 2
