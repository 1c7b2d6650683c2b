"""Chunks of a RIFF WAVE file: listed, read, and replaced in place so that a kill leaves the old or the new one.

libsndfile writes the sound; it loses comments over 2,045 characters, so the chunk that holds the words is ours.

A chunk's new payload is never written over the one that counts. It goes into a spare chunk (`JUNK`, filler by the RIFF
specification) or behind the end that the RIFF header tells, reaches the disk there, and only then four bytes are
changed. Of several chunks with one name the last counts: whichever of those four-byte writes is the last to reach
the disk, a reader finds one whole payload, and the samples are never moved.
"""

import os
from dataclasses import dataclass
from typing import BinaryIO

from engine import AudioFileError

_SPARE = b"JUNK"
_LARGEST_RIFF_BYTES = 0xFFFFFFFF
_MOST_CHUNKS = 1000


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk's four-byte name, the place of its payload's first byte in the file, and the payload's size in bytes."""

    name: bytes
    start: int
    size: int


def chunks_of(file: BinaryIO) -> list[Chunk]:
    """The chunks of a RIFF WAVE file in order; raises `AudioFileError` where it is none or is cut short."""
    end = _end_of(file)
    chunks: list[Chunk] = []
    position = 12
    while position + 8 <= end and len(chunks) < _MOST_CHUNKS:
        header = _read(file, position, 8)
        chunk = Chunk(header[:4], position + 8, int.from_bytes(header[4:], "little"))
        position = chunk.start + chunk.size + chunk.size % 2
        if chunk.start + chunk.size > end:
            raise AudioFileError("The WAV file is cut short: its last chunk isn't all there.")
        chunks.append(chunk)
    return chunks


def read_chunk(file: BinaryIO, name: bytes, most_bytes: int) -> bytes | None:
    """The payload that counts under a name, None where there is none; raises `AudioFileError` over `most_bytes`."""
    found = [chunk for chunk in chunks_of(file) if chunk.name == name]
    if not found:
        return None
    if found[-1].size > most_bytes:
        raise AudioFileError(
            f"The {name.decode('latin-1')} chunk has {found[-1].size} bytes; {most_bytes} are allowed."
        )
    return _read(file, found[-1].start, found[-1].size)


def replace_chunk(file: BinaryIO, name: bytes, text: bytes, room_bytes: int) -> None:
    """Put a text under a name, durably; spaces fill it up to the chunk's size.

    A new chunk gets `room_bytes` more than it needs, so that later texts find a spare one large enough: two chunks
    take turns, and the file doesn't grow each time.
    """
    chunks = chunks_of(file)
    stale = [chunk for chunk in chunks if chunk.name == name]
    live = stale.pop() if stale else None
    for chunk in stale:
        _rename(file, chunk, _SPARE)
    spare = next((chunk for chunk in chunks if chunk.name == _SPARE and chunk.size >= len(text)), None)
    if spare is None:
        _append(file, name, text.ljust(max(len(text) + room_bytes, live.size if live else 0)))
    else:
        _write(file, spare.start, text.ljust(spare.size))
        _sync(file)
        _rename(file, spare, name)
    _sync(file)
    if live is not None:
        _rename(file, live, _SPARE)
        _sync(file)


def _append(file: BinaryIO, name: bytes, payload: bytes) -> None:
    end = _end_of(file)
    start = end + end % 2
    after = start + 8 + len(payload) + len(payload) % 2
    if after - 8 > _LARGEST_RIFF_BYTES:
        raise AudioFileError("The WAV file is full: it can't be larger than 4 GiB.")
    _write(file, start, name + len(payload).to_bytes(4, "little") + payload + b"\0" * (len(payload) % 2))
    file.truncate(after)
    _sync(file)
    _write(file, 4, (after - 8).to_bytes(4, "little"))


def _rename(file: BinaryIO, chunk: Chunk, name: bytes) -> None:
    _write(file, chunk.start - 8, name)


def _end_of(file: BinaryIO) -> int:
    header = _read(file, 0, 12)
    if header[:4] != b"RIFF" or header[8:] != b"WAVE":
        raise AudioFileError("The file is no WAV file: it doesn't begin with a RIFF header.")
    end = 8 + int.from_bytes(header[4:8], "little")
    if end > file.seek(0, os.SEEK_END):
        raise AudioFileError("The WAV file is cut short: its header tells of more bytes than there are.")
    return end


def _read(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    found = file.read(size)
    if len(found) < size:
        raise AudioFileError("The WAV file is cut short.")
    return found


def _write(file: BinaryIO, start: int, piece: bytes) -> None:
    file.seek(start)
    file.write(piece)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
