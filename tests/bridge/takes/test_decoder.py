"""A decoder that crashes, hangs or bloats costs one import, and neither the session nor the process that owns it."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bridge.takes.decoder import Decoder
from bridge.takes.decoder_process import LARGEST_GROWTH_BYTES
from bridge.takes.take import Sound
from engine import AudioFileError, MissingError

LONGEST_SILENCE_SECONDS = 1.0


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    decoder = Decoder(LONGEST_SILENCE_SECONDS)
    yield decoder
    decoder.close()


@pytest.fixture
def kick(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "kick.wav", np.full(100, 0.5), 48_000, subtype="PCM_16")
    return tmp_path / "kick.wav"


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file of 1.8 GB that takes a while, and hardly a block of the disk."""
    path = tmp_path / "endless.wav"
    size = 1_800_000_000
    soundfile.write(path, np.zeros((1, 8)), 192_000, subtype="PCM_16")
    content = bytearray(path.read_bytes()[:44])
    content[4:8], content[40:44] = (size + 36).to_bytes(4, "little"), size.to_bytes(4, "little")
    path.write_bytes(content)
    os.truncate(path, 44 + size)
    return path


def decoding(before: set[int | None], part: Path) -> BaseProcess:
    """The decoder's process, as soon as it writes."""
    deadline = time.monotonic() + 20
    while not (part.exists() and part.stat().st_size > 1 << 20):
        assert time.monotonic() < deadline, "nothing was decoded"
        time.sleep(0.005)
    return next(child for child in multiprocessing.active_children() if child.pid not in before)


def test_one_process_serves_many_files(decoder: Decoder, kick: Path, tmp_path: Path) -> None:
    expected = Sound(frames=100, channels=1, rate_hz=48_000, sample_format="PCM_16")
    for number in range(3):
        assert decoder.copy(kick, tmp_path / f"{number}.part") == expected
    with pytest.raises(MissingError):
        decoder.copy(tmp_path / "none.wav", tmp_path / "none.part")
    assert soundfile.read(tmp_path / "2.part")[0][0] == 0.5


@pytest.mark.parametrize(
    ("number", "says"), [(signal.SIGSEGV, "crashes"), (signal.SIGKILL, "crashes"), (signal.SIGSTOP, "nothing of it")]
)
def test_a_decoder_that_crashes_or_hangs_fails_its_file_and_the_next_is_served(
    decoder: Decoder, endless: Path, kick: Path, tmp_path: Path, number: signal.Signals, says: str
) -> None:
    before = {child.pid for child in multiprocessing.active_children()}
    part = tmp_path / "endless.part"

    def strike() -> None:
        os.kill(decoding(before, part).pid or 0, number)

    thread = threading.Thread(target=strike)
    thread.start()
    with pytest.raises(AudioFileError, match=says):
        decoder.copy(endless, part)
    thread.join()
    part.unlink()
    assert decoder.copy(kick, tmp_path / "kick.part").frames == 100


def test_a_decoder_that_ended_between_two_files_is_followed_by_another(
    decoder: Decoder, kick: Path, tmp_path: Path
) -> None:
    before = {child.pid for child in multiprocessing.active_children()}
    decoder.copy(kick, tmp_path / "1.part")
    (child,) = (child for child in multiprocessing.active_children() if child.pid not in before)
    child.kill()
    child.join()
    assert decoder.copy(kick, tmp_path / "2.part").frames == 100


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="limits are told by Linux only")
def test_its_memory_is_limited(decoder: Decoder, kick: Path, tmp_path: Path) -> None:
    before = {child.pid for child in multiprocessing.active_children()}
    decoder.copy(kick, tmp_path / "1.part")
    (child,) = (child for child in multiprocessing.active_children() if child.pid not in before)
    limits = Path(f"/proc/{child.pid}/limits").read_text().splitlines()
    (space,) = (line.split()[3] for line in limits if line.startswith("Max address space"))
    assert LARGEST_GROWTH_BYTES < int(space) < 8 << 30
