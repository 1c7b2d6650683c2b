"""Files of strangers, brought in over OSC: each is a take or one sentence, and Warmtone goes on."""

import io
import os
import signal
import socket
import struct
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bridge.bench.processes import family_of
from tests.session import Client, Warmtone

FRAMES = 4800


def sound(container: str = "WAV", subtype: str = "PCM_16") -> bytearray:
    file = io.BytesIO()
    samples = np.sin(np.arange(FRAMES) / 20) / 2
    soundfile.write(file, samples, 48_000, format=container, subtype=subtype)
    return bytearray(file.getvalue())


def lying(place: int, form: str, *values: int | bytes) -> bytes:
    """A WAV with other numbers in its header: channels, rate, bytes a second, block, bits from 22 on, size at 40."""
    content = sound()
    struct.pack_into(form, content, place, *values)
    return bytes(content)


def flac_of_many_frames() -> bytes:
    content = sound("FLAC")
    content[21] |= 0x0F  # the top four of the 36 bits that tell the frames
    return bytes(content)


LIES = {
    "a data chunk of 4 GB": lying(40, "<I", 0xFFFFFFF0),
    "a data chunk of nothing": lying(40, "<I", 0),
    "a file of 4 GB": lying(4, "<I", 0xFFFFFFFF),
    "no channels": lying(22, "<H", 0),
    "65,535 channels": lying(22, "<H", 65_535),
    "a rate of 0": lying(24, "<I", 0),
    "a rate of 4,294,967,295": lying(24, "<I", 0xFFFFFFFF),
    "a rate of 1": lying(24, "<I", 1),
    "blocks of nothing": lying(32, "<H", 0),
    "samples of 0 bits": lying(34, "<H", 0),
    "samples of 65,535 bits": lying(34, "<H", 65_535),
    "an unknown format": lying(20, "<H", 0x1234),
    "FLAC of 64 billion frames": flac_of_many_frames(),
    "half a FLAC": bytes(sound("FLAC")[:400]),
    "half an OGG": bytes(sound("OGG", "VORBIS")[:1000]),
    "an OGG of noise": bytes(sound("OGG", "VORBIS")[:200]) + os.urandom(5000),
    "RIFF and nothing else": b"RIFF",
    "nothing": b"",
}


def ending(client: Client, path: Path, seconds: float = 30.0) -> tuple[str, str]:
    """How the import of a file ends: the address, and the last thing that is said."""
    start, deadline = len(client.heard), time.monotonic() + seconds
    client.say("/take/import", "in", "path", str(path))
    while time.monotonic() < deadline:
        for heard in client.heard[start:]:
            if heard.address in ("/job/done", "/job/failed", "/error"):
                return heard.address, str(heard.values[-1])
        time.sleep(0.002)
    raise AssertionError(f"nothing became of the import: {client.heard[start:]}")


def refusal(client: Client, path: Path) -> str:
    """The sentence that answers an import which must fail."""
    address, says = ending(client, path)
    assert address == "/job/failed"
    return says


def still_serves(client: Client, folder: Path) -> None:
    """A good file is a take, and the folder holds nothing but takes."""
    (folder / "good.wav").write_bytes(sound())
    client.say("/take/import", "good", "path", str(folder / "good.wav"))
    path = Path(client.hear("/job/take", "good")["path"])
    assert soundfile.info(path).frames == FRAMES
    assert all(file.suffix == ".wav" for file in path.parent.iterdir())


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_lies_is_a_sentence_or_what_is_really_there(client: Client, tmp_path: Path, lie: str) -> None:
    path = tmp_path / "lie.wav"
    path.write_bytes(LIES[lie])
    address, says = ending(client, path)
    if address == "/job/failed":
        assert says.endswith(".")
    else:
        made = next(heard for heard in reversed(client.heard) if heard.address == "/job/take")
        assert 0 < soundfile.info(made["path"]).frames <= FRAMES * 2
    still_serves(client, tmp_path)


def test_what_is_no_file_is_refused_before_it_is_opened(client: Client, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "device.wav").symlink_to("/dev/zero")
    (tmp_path / "loop.wav").symlink_to(tmp_path / "loop.wav")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.wav"))
        for name in ("pipe.wav", "folder.wav", "device.wav", "socket.wav"):
            assert "a folder, device or pipe" in refusal(client, tmp_path / name)
    assert "can't be imported" in refusal(client, tmp_path / "loop.wav")
    for device in ("/dev/zero", "/dev/urandom", "/dev/stdin", "/proc/self/mem"):
        assert refusal(client, Path(device)).endswith(".")
    still_serves(client, tmp_path)


def test_a_huge_file_of_nothing_is_refused_at_once(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "huge.wav"
    path.write_bytes(lying(40, "<I", 0xFFFFFFF0))
    os.truncate(path, 1 << 40)
    began = time.monotonic()
    assert "bytes" in refusal(client, path)
    assert time.monotonic() - began < 5
    still_serves(client, tmp_path)


@pytest.mark.parametrize(
    "name", ["\x01\x02\x1b[31m\r\n", "n" * 4000, "\ufffe\uffff", "../../../etc/passwd", ".", "\u202e", "%s%n"]
)
def test_whatever_a_take_is_called_its_file_has_a_plain_name(client: Client, tmp_path: Path, name: str) -> None:
    (tmp_path / "good.wav").write_bytes(sound())
    client.say("/take/import", "in", "path", str(tmp_path / "good.wav"), "name", name)
    path = Path(client.hear("/job/take", "in")["path"])
    assert path.name.isascii()
    assert len(path.name) < 80
    assert path.parent == Path(client.status()["session"]) / "takes"
    client.say("/take/name", int(path.name[:4]), "name", name)
    assert len(client.hear("/take/info")["name"]) <= 200


def test_a_decoder_that_crashes_fails_its_job_and_pings_are_answered_meanwhile(
    warmtone: Warmtone, client: Client, tmp_path: Path
) -> None:
    still_serves(client, tmp_path)  # by now there is a decoder
    path = tmp_path / "long.wav"
    path.write_bytes(lying(22, "<HIIHH4sI", 8, 192_000, 3_072_000, 16, 16, b"data", 1_800_000_000))
    os.truncate(path, 1_800_000_044)
    client.say("/take/import", "in", "path", str(path))
    (part,) = unfinished(Path(client.status()["session"]) / "takes")
    client.until_quiet()
    os.kill(writer_of(part, warmtone), signal.SIGSEGV)
    failed = client.hear("/job/failed", "in")
    assert failed.values[1] == "file"
    assert "crashes" in failed.values[2]
    still_serves(client, tmp_path)


def unfinished(takes: Path) -> list[Path]:
    """The file that is being written."""
    deadline = time.monotonic() + 10
    while not (parts := [path for path in takes.glob("*.part") if path.stat().st_size > 1 << 20]):
        assert time.monotonic() < deadline, "nothing is being written"
        time.sleep(0.002)
    return parts


def writer_of(path: Path, warmtone: Warmtone) -> int:
    """The process of a Warmtone that has a file open."""
    for process in family_of(warmtone.process.pid):
        for descriptor in Path(f"/proc/{process}/fd").iterdir():
            if os.path.realpath(descriptor) == str(path):
                return process
    raise AssertionError(f"nobody writes {path}")
