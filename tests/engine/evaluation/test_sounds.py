from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.errors import AudioFileError, MissingError
from engine.evaluation.sounds import pairs, read_sound, sound_files
from tests.engine.evaluation.signals import noise


def write(path: Path, rate_hz: int = 44100, frames: int = 4410) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.1 * noise(frames), rate_hz)
    return path


def test_channels_are_averaged_and_the_rate_is_one(tmp_path: Path) -> None:
    both = np.stack([np.full(4800, 0.5), np.full(4800, 0.1)], axis=1)
    soundfile.write(tmp_path / "both.wav", both, 48000, subtype="FLOAT")
    sound = read_sound(tmp_path / "both.wav")
    assert sound.shape == (4410,)
    assert sound[1000:3000] == pytest.approx(0.3, abs=1e-3)


def test_files_of_one_name_are_pairs_whatever_their_ending_and_depth(tmp_path: Path) -> None:
    for name in ("real/drums/kick.flac", "real/snare.wav", "real/only.wav", "made/drums/kick.wav", "made/snare.flac"):
        write(tmp_path / name)
    (tmp_path / "real" / "notes.txt").write_text("no sound")
    assert pairs(tmp_path / "real", tmp_path / "made") == [
        (tmp_path / "real/drums/kick.flac", tmp_path / "made/drums/kick.wav"),
        (tmp_path / "real/snare.wav", tmp_path / "made/snare.flac"),
    ]
    assert len(sound_files(tmp_path / "real")) == 3


def test_two_files_are_a_pair_whatever_their_names(tmp_path: Path) -> None:
    one, other = write(tmp_path / "a.wav"), write(tmp_path / "b.wav")
    assert pairs(one, other) == [(one, other)]


def test_what_can_not_be_measured_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="holds no sounds"):
        sound_files(tmp_path)
    (tmp_path / "text.wav").write_text("no sound")
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 44100)
    soundfile.write(tmp_path / "infinite.wav", np.array([0.0, np.inf]), 44100, subtype="FLOAT")
    with pytest.raises(AudioFileError, match="can't be read"):
        read_sound(tmp_path / "text.wav")
    for name in ("empty.wav", "infinite.wav"):
        with pytest.raises(AudioFileError, match="no sound that can be measured"):
            read_sound(tmp_path / name)
