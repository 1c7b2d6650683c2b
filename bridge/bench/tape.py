"""A tape beside a JACK server's card: every block that is played to its first output, and when it sounds.

The recorder is a process of its own, so that what is measured with it can keep its own process busy. JACK calls it back
in real time, after whoever plays, in the same cycle; a block that it misses is missing, and told from one that was
played wrong by JACK's count of frames.
"""

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import numpy as np
import numpy.typing as npt

from bridge.bench.jack_card import JackCard
from engine import WarmtoneError, start_process

_START_SECONDS = 10.0
_REWIND_SECONDS = 60.0
_NEIGHBOURS = 50


@dataclass(frozen=True, slots=True)
class Heard:
    """What was recorded: float32 samples (frames,), NaN where a block was missed, and when each block sounded.

    `moments` are of `time.monotonic()`, one for each block of `block_frames` frames.
    """

    samples: npt.NDArray[np.float32]
    moments: npt.NDArray[np.float64]
    rate_hz: int
    block_frames: int

    @property
    def missed(self) -> int:
        """Blocks that the recorder did not get."""
        return int(np.isnan(self.samples[:: self.block_frames]).sum())

    def frame_at(self, moment: float) -> int:
        """The frame that sounds at a moment of `time.monotonic()`."""
        block = int(np.searchsorted(self.moments, moment, "right")) - 1
        return round(block * self.block_frames + (moment - float(self.moments[block])) * self.rate_hz)

    def moment_of(self, frame: int) -> float:
        """When a frame sounds."""
        block = frame // self.block_frames
        return float(self.moments[block]) + frame % self.block_frames / self.rate_hz


class Tape:
    """`heard` is there when the recording has ended."""

    def __init__(self) -> None:
        self._heard: Heard | None = None

    @property
    def heard(self) -> Heard:
        """What was recorded. Raises `WarmtoneError` for a tape that nothing came to."""
        if self._heard is None or not len(self._heard.moments):
            raise WarmtoneError("The recorder heard nothing of the JACK server.")
        return self._heard

    def keep(self, heard: Heard) -> None:
        """End with this recording."""
        self._heard = heard


@contextmanager
def running_tape(card: JackCard, longest_seconds: float) -> Iterator[Tape]:
    """Record what plays to the card for the length of the block. Raises `WarmtoneError` where nothing plays to it."""
    ours, theirs = Pipe()
    process = start_process("warmtone tape", _record, theirs, card.name, longest_seconds)
    theirs.close()
    tape = Tape()
    try:
        if not ours.poll(_START_SECONDS) or not ours.recv():
            raise WarmtoneError("Nothing plays to the JACK server, or it can't be recorded.")
        yield tape
        ours.send("end")
        if not ours.poll(_REWIND_SECONDS):
            raise WarmtoneError("The recorder of the JACK server does not end.")
        samples, frames, moments = ours.recv()
        tape.keep(_placed(samples, frames, moments, card.rate_hz, card.block_frames))
    finally:
        process.join(1.0)
        process.kill()
        process.join()
        ours.close()


def _placed(
    samples: npt.NDArray[np.float32],
    frames: npt.NDArray[np.int64],
    moments: npt.NDArray[np.float64],
    rate_hz: int,
    block_frames: int,
) -> Heard:
    """Blocks (count, block) at their frames, and the moments smoothed: JACK's clock is even, its callbacks are not.

    Silence at the beginning is not kept: the recorder was not yet connected.
    """
    sounding = np.flatnonzero(samples.any(axis=1))
    first = int(sounding[0]) if len(sounding) else len(samples)
    samples, frames, moments = samples[first:], frames[first:], moments[first:]
    if not len(frames):
        return Heard(samples.reshape(-1), moments, rate_hz, block_frames)
    places = (frames - frames[0]) // block_frames
    whole = np.full((int(places[-1]) + 1, block_frames), np.nan, np.float32)
    whole[places] = samples
    epochs = moments - places * (block_frames / rate_hz)
    padded = np.pad(epochs, _NEIGHBOURS, mode="edge")
    smooth = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1), axis=1)
    all_places = np.arange(len(whole))
    evened = np.interp(all_places, places, smooth) + all_places * (block_frames / rate_hz)
    return Heard(whole.reshape(-1), evened, rate_hz, block_frames)


def _record(connection: Connection, server: str, longest_seconds: float) -> None:
    """The recorder's process."""
    import jack

    jack.set_error_function(lambda message: None)
    client = jack.Client(f"tape {os.getpid()}", servername=server, no_start_server=True)
    ear = client.inports.register("in_1")
    most = int(longest_seconds * client.samplerate / client.blocksize) + 1
    samples = np.zeros((most, client.blocksize), np.float32)
    frames, moments = np.zeros(most, np.int64), np.zeros(most)
    count = 0

    def hear(_frames: int) -> None:
        nonlocal count
        if count < most:
            moments[count] = time.monotonic() - client.frames_since_cycle_start / client.samplerate
            frames[count] = client.last_frame_time
            samples[count] = ear.get_array()
            count += 1

    client.set_process_callback(hear)
    gc.disable()
    with client:
        sources = client.get_all_connections("system:playback_1")
        for source in sources:
            client.connect(source, ear)
        connection.send(bool(sources))
        connection.recv()
    connection.send((samples[:count], frames[:count], moments[:count]))
    os._exit(0)  # JACK's own threads would be waited for.
