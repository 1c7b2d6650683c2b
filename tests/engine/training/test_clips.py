"""Reading a pack of clips."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.errors import AudioFileError, MissingError
from engine.training.clips import read_clips
from tests.engine.training.pack import write_pack


def test_clips_come_at_one_rate_with_their_words(tmp_path: Path) -> None:
    clips = read_clips(write_pack(tmp_path), "train")
    assert len(clips) == 12
    assert {len(clip.samples) for clip in clips} <= set(range(14500, 14701))
    assert clips[0].words == "a caption of drums, label 0, short, test"
    assert clips[-1].category == "spoken_digits"


def test_a_quiet_beginning_is_left_out(tmp_path: Path) -> None:
    write_pack(tmp_path, clips_each=1)
    late = np.concatenate([np.full(20000, 0.001), np.full(5000, 0.9)])
    soundfile.write(tmp_path / "drums_train_0.wav", late, 44100)
    assert len(read_clips(tmp_path, "train")[0].samples) == 5000 + 88


def test_a_folder_without_a_table_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"metadata\.csv isn't there"):
        read_clips(tmp_path, "train")


def test_a_split_without_clips_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no test clips of drums, synth"):
        read_clips(write_pack(tmp_path), "test")


def test_a_file_that_is_no_audio_is_named(tmp_path: Path) -> None:
    write_pack(tmp_path, clips_each=1)
    (tmp_path / "drums_train_0.wav").write_bytes(b"nothing to hear")
    with pytest.raises(AudioFileError, match=r"drums_train_0\.wav can't be read as audio"):
        read_clips(tmp_path, "train")


def test_digits_are_at_most_48_of_a_label_from_all_over(tmp_path: Path) -> None:
    write_pack(tmp_path, clips_each=1)
    table = (tmp_path / "metadata.csv").read_text().splitlines()
    digit = next(row for row in table if row.startswith("spoken_digits_train"))
    for take in range(120):
        (tmp_path / f"copy_{take}.wav").symlink_to(tmp_path / "spoken_digits_train_0.wav")
        table.append(digit.replace("spoken_digits_train_0.wav", f"copy_{take}.wav"))
    (tmp_path / "metadata.csv").write_text("\n".join(table))
    digits = [clip for clip in read_clips(tmp_path, "train") if clip.category == "spoken_digits"]
    assert len(digits) == 41
