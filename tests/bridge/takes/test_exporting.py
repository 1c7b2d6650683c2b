"""Copies of takes for other programs: exact where nothing is asked for, converted well where something is."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from bridge.takes import Export, Session, Take, check_export, export_take
from bridge.takes.exporting import title_of
from engine import Audio, AudioFileError, MissingError, RangeError, WarmtoneError


def export(folder: Path, *, rate_hz: int = 0, bits: int = 0, pattern: str = "{name}") -> Export:
    return Export(folder, rate_hz, bits, pattern)


@pytest.mark.parametrize("sample_format", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_a_copy_has_every_bit(
    session: Session, noise: Callable[..., Audio], tmp_path: Path, sample_format: str
) -> None:
    session.save(noise(rate_hz=32_000), number=1, name="Door slam", sample_format=sample_format)
    path = export_take(session, 1, 1, export(tmp_path / "out"))
    assert path == tmp_path / "out" / "Door slam.wav"
    kind = "float64" if sample_format in ("FLOAT", "DOUBLE") else "int32"
    copied, rate_hz = soundfile.read(path, dtype=kind)
    np.testing.assert_array_equal(copied, soundfile.read(session.path(1), dtype=kind)[0])
    assert (rate_hz, soundfile.info(path).subtype) == (32_000, sample_format)


def test_a_copy_at_another_rate_has_the_same_sound(session: Session, tmp_path: Path) -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(44_100) / 44_100).astype(np.float32)[:, None] / 2
    session.save(Audio(tone, 44_100), number=1, name="tone")
    path = export_take(session, 1, 1, export(tmp_path, rate_hz=96_000, bits=24))
    copied, rate_hz = soundfile.read(path)
    expected = np.sin(2 * np.pi * 1000 * np.arange(96_000) / 96_000) / 2
    assert (rate_hz, len(copied), soundfile.info(path).subtype) == (96_000, 96_000, "PCM_24")
    assert np.abs(copied - expected)[2000:-2000].max() < 2e-6


def test_sixteen_bits_are_dithered_so_that_what_is_softer_than_a_step_is_still_there(
    session: Session, tmp_path: Path
) -> None:
    phases = 2 * np.pi * 1000 * np.arange(480_000) / 48_000
    faint = (0.4 / 32768 * np.sin(phases)).astype(np.float32)[:, None]
    session.save(Audio(faint, 48_000), number=1, name="faint")
    copied, _ = soundfile.read(export_take(session, 1, 1, export(tmp_path, bits=16)))
    assert 2 * np.mean(copied * np.sin(phases)) * 32768 == pytest.approx(0.4, abs=0.02)
    assert np.abs(copied).max() <= 2 / 32768


def test_samples_beyond_full_scale_are_clipped_and_not_turned_over(session: Session, tmp_path: Path) -> None:
    session.save(Audio(np.array([[1.5], [-1.5]], np.float32), 48_000), number=1, name="loud")
    copied, _ = soundfile.read(export_take(session, 1, 1, export(tmp_path, bits=24)))
    assert copied.tolist() == pytest.approx([1, -1], abs=1e-6)


def test_nothing_that_is_there_is_written_over(session: Session, noise: Callable[..., Audio], tmp_path: Path) -> None:
    session.save(noise(), number=1, name="kick")
    (tmp_path / "kick.wav").write_bytes(b"mine")
    os.symlink(tmp_path / "nowhere", tmp_path / "kick 2.wav")
    assert export_take(session, 1, 1, export(tmp_path)).name == "kick 3.wav"
    assert (tmp_path / "kick.wav").read_bytes() == b"mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_copy_tells_what_it_is(session: Session, noise: Callable[..., Audio], tmp_path: Path) -> None:
    session.save(noise(), number=7, name="kick", prompt="deep kick")
    assert b"deep kick" in export_take(session, 7, 1, export(tmp_path, bits=16)).read_bytes()


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{name}", "Tin roof - rain"),
        ("{n} {name} {take}", "3 Tin roof - rain 12"),
        ("SFX_{prompt}_{n}", "SFX_rain on tin_3"),
        ("../../{name}", "-..-Tin roof - rain"),
        ("con", "_con"),
        ("...", "take 12"),
    ],
)
def test_a_pattern_becomes_a_name_that_every_system_takes(
    session: Session, noise: Callable[..., Audio], pattern: str, expected: str
) -> None:
    take = session.save(noise(), number=12, name="Tin roof / rain", prompt="rain on tin")
    assert title_of(pattern, take, 3) == expected


@given(st.text(max_size=300))
def test_any_name_stays_a_name_inside_the_folder(name: str) -> None:
    take = Take(number=1, name=name, prompt=name, file="", frames=1, channels=1, rate_hz=1, sample_format="",
                starred=False, parent=None, created="", recipe=None)  # fmt: skip
    title = title_of("{name}", take, 1)
    assert title not in ("", ".", "..")
    assert not set(title) & set('/\\:*?"<>|\0\n')
    assert len(f"{title} 999.wav".encode()) <= 255


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        (Export(Path("/tmp"), 0, 20, "{name}"), RangeError, "bits is 16, 24 or 32"),
        (Export(Path("/tmp"), 100, 0, "{name}"), RangeError, "rate is 8000 to 192000 Hz"),
        (Export(Path("/tmp"), 0, 0, "{nmae}"), RangeError, r"pattern knows .* not \{nmae\}"),
        (Export(Path("out"), 0, 0, "{name}"), AudioFileError, "give the whole path"),
    ],
)
def test_what_can_not_be_is_refused(asked: Export, error: type[WarmtoneError], says: str) -> None:
    with pytest.raises(error, match=says):
        check_export(asked)


def test_a_folder_in_nowhere_is_missing(session: Session, noise: Callable[..., Audio], tmp_path: Path) -> None:
    session.save(noise(), number=1, name="kick")
    with pytest.raises(MissingError, match="can't be exported to"):
        export_take(session, 1, 1, export(tmp_path / "no" / "where"))
