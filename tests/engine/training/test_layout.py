"""A model's folder as training writes it, part by part."""

import json
from pathlib import Path

import pytest

from engine.errors import ModelError
from engine.training.layout import write_index


def test_words_that_are_shipped_anew_leave_the_other_parts_in_the_index(tmp_path: Path) -> None:
    write_index(tmp_path, {"vae": ("engine", "Codec"), "tokenizer": ("transformers", "Old")})
    write_index(tmp_path, {"tokenizer": ("transformers", "New")})
    index = json.loads((tmp_path / "model_index.json").read_text("utf-8"))
    assert (index["vae"], index["tokenizer"]) == (["engine", "Codec"], ["transformers", "New"])
    assert index["_class_name"] == "StableAudio3Pipeline"


def test_an_index_that_can_not_be_read_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text("[", encoding="utf-8")
    with pytest.raises(ModelError, match="can't be read as JSON"):
        write_index(tmp_path, {})
    assert (tmp_path / "model_index.json").read_text("utf-8") == "["
