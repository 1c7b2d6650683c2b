"""The decoder seen from the archive: sound files of strangers are read in a process that may crash, hang or bloat.

Used on the archive's thread only. The process starts with the first file, serves further ones, and ends by itself
when none has come for a while; whatever becomes of it, a file costs its own import and nothing else.
"""

import multiprocessing
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from bridge.takes.decoder_process import BEGUN, run_decoder
from bridge.takes.names import shown
from bridge.takes.take import Sound
from engine import AudioFileError, WarmtoneError, start_process

LONGEST_SILENCE_SECONDS = 10.0
"""How long no sign of progress may come: a block of 65,536 frames is read and written in milliseconds."""

_LONGEST_START_SECONDS = 30.0
_CLOSING_SECONDS = 1.0


class Decoder:
    """Copies sound files, one at a time."""

    def __init__(self, longest_silence_seconds: float = LONGEST_SILENCE_SECONDS) -> None:
        self._longest_silence_seconds = longest_silence_seconds
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def copy(self, source: Path, part: Path) -> Sound:
        """Copy a sound file into a `.part` file, as `copy_source` does.

        Raises `AudioFileError` or `MissingError` with the reason, be it that the decoder crashed or hung.
        """
        pipe = self._asked(source, part)
        try:
            while pipe.poll(self._longest_silence_seconds):
                answer = pipe.recv()
                if isinstance(answer, WarmtoneError):
                    raise answer
                if isinstance(answer, Sound):
                    return answer
        except (EOFError, OSError) as error:
            self.close()
            raise AudioFileError(f"{shown(source)} can't be imported: what decodes it crashes.") from error
        self.close()
        raise AudioFileError(
            f"{shown(source)} can't be imported: nothing of it was read for {self._longest_silence_seconds:g} s."
        )

    def close(self) -> None:
        """End the process, at once; the next file starts another."""
        if self._process is not None:
            self._process.kill()
            self._process.join(_CLOSING_SECONDS)
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _asked(self, source: Path, part: Path) -> Connection:
        """The pipe to a process that has begun with a file; one that has ended meanwhile is followed by another."""
        for _ in range(2):
            pipe = self._pipe or self._started()
            with suppress(EOFError, OSError):
                pipe.send((source, part))
                if pipe.poll(_LONGEST_START_SECONDS) and pipe.recv() == BEGUN:
                    return pipe
            self.close()
        raise AudioFileError(f"{shown(source)} can't be imported: the system starts no process to decode it.")

    def _started(self) -> Connection:
        self._pipe, theirs = multiprocessing.get_context("spawn").Pipe()
        with suppress(OSError):
            self._process = start_process("warmtone decoder", run_decoder, theirs)
        theirs.close()
        return self._pipe
