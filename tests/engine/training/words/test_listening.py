"""A folder of clips as the ear hears them."""

from pathlib import Path

import pytest
import soundfile
import torch

from engine.errors import AudioFileError, MissingError
from engine.models.ear.hearing import heard
from engine.training.words.listening import facts_of, listen
from tests.engine.training.pack import write_pack


def test_every_clip_is_heard_once_and_stored_as_float16(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    sounds = listen(write_pack(tmp_path, clips_each=1), lambda done, total: told.append((done, total)))
    assert told == [(done, 8) for done in range(1, 9)]
    assert sounds.spectrograms.dtype == torch.float16
    assert [clip.category for clip in sounds.facts][:4] == ["drums", "synth", "instruments", "spoken_digits"]
    assert sounds.of_split(valid=True) == [4, 5, 6, 7]
    samples, _ = soundfile.read(tmp_path / "drums_train_0.wav", dtype="float32")
    assert torch.equal(sounds.spectrograms[: sounds.lengths[0]], heard(samples).half())


def test_facts_come_from_the_table() -> None:
    row = {"caption": "a low note", "label": "note", "tags": "long;pad", "category": "synth", "split": "valid"}
    facts = facts_of({**row, "pitch": "48"})
    assert (facts.caption, facts.label, facts.tags, facts.pitch, facts.valid) == (
        "a low note", "note", ("long", "pad"), 48, True,
    )  # fmt: skip
    assert facts_of({**row, "pitch": "", "tags": ""}).pitch is None
    assert facts_of({**row, "tags": ""}).tags == ()


def test_a_folder_without_a_table_or_with_a_broken_clip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"metadata\.csv"):
        listen(tmp_path)
    write_pack(tmp_path, clips_each=1)
    (tmp_path / "synth_train_0.wav").write_bytes(b"no sound")
    with pytest.raises(AudioFileError, match="can't be read as audio"):
        listen(tmp_path)
