import io
import itertools
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from bridge.takes import chunks
from bridge.takes.chunks import chunks_of, read_chunk, replace_chunk
from engine import AudioFileError


def wav(frames: int = 7, subtype: str = "PCM_U8") -> bytes:
    file = io.BytesIO()
    samples = np.linspace(-1, 1, frames, dtype=np.float32)
    soundfile.write(file, samples, 48000, format="WAV", subtype=subtype)
    return file.getvalue()


class Disk(io.BytesIO):
    """A file that keeps a record of what reached it between two calls of fsync."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.steps: list[list[tuple[int, bytes | None]]] = [[]]

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.steps[-1].append((self.tell(), bytes(piece)))
        return super().write(piece)

    def truncate(self, size: int | None = None) -> int:
        assert size is not None
        self.steps[-1].append((size, None))
        return super().truncate(size)

    def sync(self) -> None:
        self.steps.append([])


def states_after_a_power_cut(before: bytes, disk: Disk) -> list[bytes]:
    """Every content that a file can be left with: whole steps, then any of the writes of the one that was cut."""
    states: list[bytes] = []
    content = before
    for step in disk.steps:
        cuts = itertools.product([True, False], repeat=len(step))
        states += [applied(content, list(itertools.compress(step, cut))) for cut in cuts]
        content = applied(content, step)
    return states


def applied(content: bytes, writes: list[tuple[int, bytes | None]]) -> bytes:
    file = io.BytesIO(content)
    for place, piece in writes:
        if piece is None:
            file.truncate(place)
        else:
            file.seek(place)
            file.write(piece)
    return file.getvalue()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    monkeypatch.setattr(chunks, "_sync", lambda file: file.sync())
    return Disk(wav())


def test_whatever_a_power_cut_leaves_is_the_old_text_or_the_new(disk: Disk) -> None:
    texts = [b"first", b"second, longer", b"third", b"x" * 300, b"fifth", b"y" * 900, b"7", b"8", b"9"]
    for old, new in itertools.pairwise(texts):
        if old == texts[0]:
            replace_chunk(disk, b"iXML", old, 20)
        before = disk.getvalue()
        disk.steps = [[]]
        replace_chunk(disk, b"iXML", new, 20)
        found = [read_chunk(io.BytesIO(state), b"iXML", 5000) for state in states_after_a_power_cut(before, disk)]
        assert {(text or b"").rstrip() for text in found} == {old, new}


def test_a_cut_file_is_tidied_by_the_next_text(disk: Disk) -> None:
    replace_chunk(disk, b"iXML", b"old", 20)
    before = disk.getvalue()
    for new in (b"new", b"n" * 200):
        disk.steps = [[]]
        replace_chunk(disk, b"iXML", new, 20)
        for state in states_after_a_power_cut(before, disk):
            mended = Disk(state)
            replace_chunk(mended, b"iXML", b"newest", 20)
            named = [chunk for chunk in chunks_of(mended) if chunk.name == b"iXML"]
            assert len(named) == 1
            assert (read_chunk(mended, b"iXML", 5000) or b"").rstrip() == b"newest"
            soundfile.read(io.BytesIO(mended.getvalue()))
        before = disk.getvalue()


def test_two_chunks_take_turns_and_the_file_stops_growing(disk: Disk) -> None:
    sizes = []
    for text in [b"one", b"a little longer", b"one", b"twenty characters...", b"two"]:
        replace_chunk(disk, b"iXML", text, 20)
        sizes.append(len(disk.getvalue()))
    assert sizes[1:] == [sizes[1]] * 4


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "FLOAT", "DOUBLE"])
@pytest.mark.parametrize("frames", [1, 2, 7])
def test_libsndfile_reads_the_same_samples(tmp_path: Path, subtype: str, frames: int) -> None:
    path = tmp_path / "kick.wav"
    path.write_bytes(wav(frames, subtype))
    before, _ = soundfile.read(path)
    with path.open("r+b") as file:
        for text in (b"odd", b"even", "ü".encode() * 5000, b"."):
            replace_chunk(file, b"iXML", text, 20)
            after, _ = soundfile.read(path)
            assert np.array_equal(before, after)
    assert path.stat().st_size == 8 + int.from_bytes(path.read_bytes()[4:8], "little")


def test_what_a_killed_write_left_behind_the_end_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "kick.wav"
    path.write_bytes(wav() + b"left over" * 100)
    with path.open("r+b") as file:
        replace_chunk(file, b"iXML", b"text", 0)
    assert path.stat().st_size == len(wav()) + 8 + 4


def test_a_file_without_the_chunk_has_none() -> None:
    assert read_chunk(io.BytesIO(wav()), b"iXML", 100) is None


def test_a_chunk_larger_than_allowed_is_not_read() -> None:
    with pytest.raises(AudioFileError, match="100 are allowed"):
        read_chunk(io.BytesIO(wav(5000)), b"data", 100)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFX" + wav()[4:], wav()[:-9], wav()[:8] + b"AVI " + wav()[12:]])
def test_what_is_no_whole_wav_is_refused(content: bytes) -> None:
    with pytest.raises(AudioFileError):
        chunks_of(io.BytesIO(content))


@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_bytes_break_the_reader(tail: bytes, size: int) -> None:
    content = b"RIFF" + size.to_bytes(4, "little") + b"WAVE" + tail
    try:
        found = chunks_of(io.BytesIO(content))
    except AudioFileError:
        return
    assert all(chunk.start + chunk.size <= len(content) for chunk in found)


def test_a_text_is_on_the_disk_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kick.wav"
    path.write_bytes(wav())
    seen: list[bytes | None] = []

    def fsync(descriptor: int) -> None:
        with path.open("rb") as file:
            seen.append(read_chunk(file, b"iXML", 100))

    monkeypatch.setattr(os, "fsync", fsync)
    with path.open("r+b") as file:
        replace_chunk(file, b"iXML", b"text", 0)
    assert seen == [None, b"text"]
