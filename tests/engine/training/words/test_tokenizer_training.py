"""A tokenizer learned from texts: its size, its order, and with a text encoder in a folder that a family reads."""

from pathlib import Path

import pytest
import torch

from engine import RangeError
from engine.families.folder import Folder
from engine.families.parts import network_of, quiet, tokenizer_of
from engine.families.words import tokens_of
from engine.models.words.text_encoder import TextEncoder
from engine.models.words.tokenizer import MOST_TOKENS, SPECIAL_TOKENS
from engine.training.words.lexicon import read_lexicon
from engine.training.words.texts import all_texts, read_texts
from engine.training.words.tokenizer_training import train_tokenizer
from tests.engine.models.words.small import small_encoder
from tests.engine.training.words.data import write_texts


def test_the_same_texts_give_the_same_tokenizer() -> None:
    texts = ["a dog barking", "a kick drum", "dogs bark"] * 2
    assert train_tokenizer(texts, 500).get_vocab() == train_tokenizer(texts, 500).get_vocab()


def test_it_grows_no_larger_than_asked_and_rare_words_are_left_in_pieces() -> None:
    tokenizer = train_tokenizer(["dog dog dog owl"], 4096)
    assert len(tokenizer) < 600
    assert len(tokenizer("dog")["input_ids"]) == 2 < len(tokenizer("owl")["input_ids"])


def test_a_size_without_room_for_bytes_and_controls_is_refused() -> None:
    with pytest.raises(RangeError, match=str(len(SPECIAL_TOKENS) + 256)):
        train_tokenizer(["dog"], 300)


def test_a_family_reads_both_from_a_folder(tmp_path: Path) -> None:
    tokenizer = train_tokenizer(all_texts(read_texts(write_texts(tmp_path / "data"), read_lexicon())), 2048)
    assert len(tokenizer) == 2048
    encoder = small_encoder(len(tokenizer))
    with quiet():
        tokenizer.save_pretrained(tmp_path / "tokenizer")
        encoder.save_pretrained(tmp_path / "text_encoder")
        folder = Folder(tmp_path, "stable-audio-3", {
            "tokenizer": ("transformers", type(tokenizer).__name__),
            "text_encoder": (TextEncoder.__module__, TextEncoder.__name__),
        })  # fmt: skip
        tokens = tokens_of(tokenizer_of(folder), ["a hi-hat", "Soft footsteps on gravel"], MOST_TOKENS, True)
        read = network_of(folder, "text_encoder", torch.float32)
    with torch.inference_mode():
        told, wanted = (one(tokens.ids, attention_mask=tokens.read)[0] for one in (read, encoder))
    assert torch.equal(told, wanted)
    assert told.shape == (2, MOST_TOKENS, 24)
