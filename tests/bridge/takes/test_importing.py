import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.takes import Session, importing
from bridge.takes.chunks import read_chunk
from bridge.takes.importing import source_file
from engine import Audio, AudioFileError, BusyError, MissingError, WarmtoneError

Noise = Callable[..., Audio]

LOSSLESS = [
    ("wav", "PCM_U8", "PCM_U8"),
    ("wav", "PCM_16", "PCM_16"),
    ("wav", "PCM_24", "PCM_24"),
    ("wav", "PCM_32", "PCM_32"),
    ("wav", "FLOAT", "FLOAT"),
    ("wav", "DOUBLE", "DOUBLE"),
    ("flac", "PCM_S8", "PCM_U8"),
    ("flac", "PCM_16", "PCM_16"),
    ("flac", "PCM_24", "PCM_24"),
    ("aiff", "PCM_S8", "PCM_U8"),
    ("aiff", "PCM_16", "PCM_16"),
    ("aiff", "PCM_24", "PCM_24"),
    ("aiff", "FLOAT", "FLOAT"),
]


def extreme_samples(frames: int, channels: int) -> np.ndarray:
    """Every bit of a 32-bit sample used, the outermost values among them."""
    samples = np.random.default_rng(5).integers(-(1 << 31), 1 << 31, (frames, channels)).astype(np.int32)
    samples[0], samples[1], samples[2] = -(1 << 31), (1 << 31) - 1, 0
    return samples


def write_source(path: Path, subtype: str, rate_hz: int, channels: int) -> None:
    samples = extreme_samples(70_000 if rate_hz == 44_100 else 100, channels)
    floats = samples.astype(np.float64) / (1 << 31)
    soundfile.write(path, floats * 3 if subtype in ("FLOAT", "DOUBLE") else samples, rate_hz, subtype=subtype)


@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 1), (44_100, 2), (192_000, 2)])
@pytest.mark.parametrize(("ending", "subtype", "expected"), LOSSLESS)
def test_a_lossless_file_is_copied_bit_for_bit(
    session: Session, tmp_path: Path, ending: str, subtype: str, expected: str, rate_hz: int, channels: int
) -> None:
    source = tmp_path / f"Door Slam.{ending}"
    write_source(source, subtype, rate_hz, channels)
    take = session.import_file(source, number=1)
    kind = {"FLOAT": "float32", "DOUBLE": "float64"}.get(subtype, "int32")
    before, _ = soundfile.read(source, dtype=kind, always_2d=True)
    after, rate = soundfile.read(session.path(1), dtype=kind, always_2d=True)
    assert np.array_equal(before, after)
    assert (rate, take.rate_hz, take.channels, take.frames) == (rate_hz, rate_hz, channels, len(before))
    assert (take.name, take.file, take.recipe) == ("Door Slam", "0001-door-slam.wav", None)
    assert take.sample_format == soundfile.info(session.path(1)).subtype == expected
    if ending == "wav":
        with source.open("rb") as one, session.path(1).open("rb") as other:
            assert read_chunk(one, b"data", 1 << 30) == read_chunk(other, b"data", 1 << 30)


@pytest.mark.parametrize(("ending", "subtype"), [("ogg", "VORBIS"), ("wav", "ULAW"), ("wav", "MS_ADPCM")])
def test_a_lossy_file_becomes_float(session: Session, tmp_path: Path, noise: Noise, ending: str, subtype: str) -> None:
    source = tmp_path / f"rain.{ending}"
    soundfile.write(source, noise(20_000).samples * 0.5, 44_100, subtype=subtype)
    take = session.import_file(source, number=1, name="tin roof")
    expected, _ = soundfile.read(source, dtype="float32", always_2d=True)
    assert np.array_equal(session.read(1).samples, expected)
    assert (take.sample_format, take.name, take.prompt) == ("FLOAT", "tin roof", "")


def test_a_link_to_a_sound_is_a_sound(session: Session, tmp_path: Path, noise: Noise) -> None:
    soundfile.write(tmp_path / "real.wav", noise(10).samples, 48000)
    (tmp_path / "link.wav").symlink_to(tmp_path / "real.wav")
    assert session.import_file(tmp_path / "link.wav", number=1).name == "link"


def refused_files(folder: Path) -> dict[str, Path]:
    os.mkfifo(folder / "pipe.wav")
    (folder / "link.wav").symlink_to(folder / "pipe.wav")
    (folder / "device.wav").symlink_to("/dev/zero")
    (folder / "loop.wav").symlink_to(folder / "loop.wav")
    (folder / "text.wav").write_text("no sound at all")
    (folder / "empty.wav").write_bytes(b"")
    (folder / "samples.raw").write_bytes(bytes(1000))
    soundfile.write(folder / "nothing.wav", np.zeros((0, 1)), 48000)
    soundfile.write(folder / "nine.wav", np.zeros((5, 9)), 48000)
    soundfile.write(folder / "slow.wav", np.zeros(5), 7_999)
    soundfile.write(folder / "fast.wav", np.zeros(5), 192_001)
    soundfile.write(folder / "sun.au", np.zeros(5), 48000)
    soundfile.write(folder / "not-a-number.wav", np.array([0.0, np.nan]), 48000, subtype="FLOAT")
    soundfile.write(folder / "infinite.wav", np.array([0.0, np.inf]), 48000, subtype="DOUBLE")
    soundfile.write(folder / "large.wav", np.zeros(5), 48000)
    os.truncate(folder / "large.wav", importing.LARGEST_SOURCE_BYTES + 1)
    return {path.name: path for path in folder.iterdir()} | {"folder": folder, "zero": Path("/dev/zero")}


def test_what_is_no_sound_that_warmtone_takes_is_refused(session: Session, folder: Path, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    for kind, path in refused_files(sources).items():
        with pytest.raises(AudioFileError) as refusal:
            session.import_file(path, number=1)
        assert str(refusal.value).endswith("."), kind
        assert not list((folder / "takes").iterdir()), kind
    assert session.newest(0, 9) == (0, [])


@pytest.mark.parametrize("path", ["kick.wav", "../kick.wav", "~/kick.wav", "/tmp/\0.wav", "/tmp/\ud800.wav", ""])
def test_a_path_that_leads_nowhere_sure_is_refused(session: Session, path: str) -> None:
    with pytest.raises(AudioFileError, match="path"):
        session.import_file(Path(path), number=1)


def test_a_file_that_is_not_there(session: Session, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no such file"):
        session.import_file(tmp_path / "kick.wav", number=1)


def test_a_sentence_about_a_strange_path_can_be_sent(session: Session, tmp_path: Path) -> None:
    with pytest.raises(MissingError) as refusal:
        session.import_file(tmp_path / "\udcff.wav", number=1)
    str(refusal.value).encode("utf-8")


def test_a_number_in_use_is_refused(session: Session, noise: Noise) -> None:
    session.save(noise(10), number=1)
    with pytest.raises(BusyError):
        session.import_file(session.path(1), number=1)


def test_too_long_a_sound_is_refused(tmp_path: Path, noise: Noise, monkeypatch: pytest.MonkeyPatch) -> None:
    soundfile.write(tmp_path / "long.flac", noise(8001, 1).samples, 8000)
    monkeypatch.setattr(importing, "LONGEST_SOURCE_SECONDS", 1)
    with pytest.raises(AudioFileError, match="longer than 1 seconds"), source_file(tmp_path / "long.flac"):
        pass
    monkeypatch.setattr(importing, "LONGEST_SOURCE_SECONDS", 2)
    monkeypatch.setattr(importing, "LARGEST_COPY_BYTES", 16_001)
    with pytest.raises(AudioFileError, match="larger than 16001 bytes"), source_file(tmp_path / "long.flac"):
        pass


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["wav", "flac", "aiff", "ogg"]), st.data())
def test_no_header_breaks_an_import(
    session: Session, folder: Path, tmp_path: Path, ending: str, data: st.DataObject
) -> None:
    source = tmp_path / f"mutated.{ending}"
    soundfile.write(source, np.linspace(-0.5, 0.5, 300), 22_050)
    content = bytearray(source.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, min(len(content), 90) - 1))] = data.draw(st.integers(0, 255))
    source.write_bytes(bytes(content[: data.draw(st.integers(20, len(content)))]))
    number = session.next_number
    try:
        take = session.import_file(source, number=number)
    except WarmtoneError:
        assert session.next_number == number
    else:
        assert session.read(number).frames == take.frames > 0
    assert not list((folder / "takes").glob("*.part"))
