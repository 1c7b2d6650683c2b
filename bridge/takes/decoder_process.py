"""The decoder's process: reads sound files of strangers, within limits of memory and of what it may write.

`run_decoder` is called in a process of its own that `Decoder` starts. For each file it says `BEGUN`, `BLOCK_DONE` after
every block, and at last the `Sound` that it wrote or the error that kept it from it. It ends when nothing is asked for
a minute, or with its parent.
"""

import os
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from bridge.takes.importing import LARGEST_COPY_BYTES, copy_source, source_file
from bridge.takes.names import shown
from bridge.takes.take import Sound
from engine import AudioFileError, WarmtoneError, end_with_parent

BEGUN = "begun"
BLOCK_DONE = "block done"
LARGEST_GROWTH_BYTES = 1 << 29
"""Memory that a decoder may take beyond what it starts with; a block of eight channels takes 6 MB."""

_IDLE_SECONDS = 60.0
_HEADERS_BYTES = 1 << 20


def run_decoder(pipe: Connection) -> None:
    """Serve (source, part) pairs of paths until nothing comes any more."""
    end_with_parent()
    _limit()
    with suppress(EOFError, OSError):
        while pipe.poll(_IDLE_SECONDS):
            source, part = pipe.recv()
            pipe.send(BEGUN)
            pipe.send(_copied(source, part, pipe))


def _copied(source: Path, part: Path, pipe: Connection) -> Sound | WarmtoneError:
    try:
        with source_file(source) as sound:
            return copy_source(sound, part, lambda: pipe.send(BLOCK_DONE))
    except WarmtoneError as error:
        return error
    except MemoryError:
        return AudioFileError(f"{shown(source)} can't be imported: decoding it takes too much memory.")
    except Exception as error:
        return AudioFileError(f"{shown(source)} can't be imported: decoding it failed ({error!r}).")


def _limit() -> None:
    """Let a file that lies about itself run into a wall of its own instead of the machine's."""
    if os.name != "posix":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    largest_file = LARGEST_COPY_BYTES + _HEADERS_BYTES
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    memory = Path("/proc/self/statm")
    if memory.exists():
        largest = int(memory.read_text().split()[0]) * resource.getpagesize() + LARGEST_GROWTH_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (largest, largest))
