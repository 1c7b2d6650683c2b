"""A whole Warmtone on a real sound server, and all that can happen to sound: it comes back, where it would be by now.

The take that plays is a ramp, so that every sample which JACK received tells which moment of the take it is.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bridge.bench.processes import family_of
from tests.peers.jack_server import JackServer, Recorder, recording, running_jack, wait_until
from tests.session import Client, Warmtone, running_warmtone

BACK_SECONDS = 2.0
TAKE_SECONDS = 30.0
LOW, HIGH = 0.1, 0.8
SETTLED_FRAMES = 4800
"""Behind a voice's entry, which is faded in, and the blocks that JACK drops while the recorder is connected."""
APART_SECONDS = 0.2
"""How far from its place a take may be on a busy machine, whose dummy card itself runs late; silence lasts longer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the take the sound was at one moment of `time.monotonic()`."""

    seconds: float
    moment: float

    def later(self, other: "Place") -> float:
        """By how much another place is away from where this one would be by then, in seconds."""
        return abs((other.seconds - self.seconds) - (other.moment - self.moment))


@contextmanager
def playing_ramp(folder: Path) -> Iterator[tuple[Warmtone, Client]]:
    """A Warmtone on the default sound card that plays a long ramp."""
    with running_warmtone(folder, device="") as warmtone, warmtone.client() as client:
        client.say("/subscribe")
        client.wait_for(lambda status: bool(status["sound"] == "ready"), "sound")
        play_ramp(folder, client)
        yield warmtone, client


def play_ramp(folder: Path, client: Client) -> None:
    ramp = np.linspace(LOW, HIGH, round(TAKE_SECONDS * 48_000), dtype=np.float32)
    soundfile.write(folder / "ramp.wav", ramp, 48_000, subtype="FLOAT")
    client.say("/take/import", "ramp", "path", str(folder / "ramp.wav"))
    client.hear("/job/done", "ramp")
    client.say("/take/play", 1)
    client.hear("/take/playing", 1)


def place(recorder: Recorder, after_frame: int = 0) -> Place:
    """The first settled place that is heard after a frame of a recording."""
    frame = recorder.wait_for_sound(after_frame) + SETTLED_FRAMES
    wait_until(lambda: recorder.frames > frame, 2, "the frame to be recorded")
    sample = float(recorder.heard[frame, 0])
    assert LOW <= sample <= HIGH
    within_block = frame % recorder.block_frames / recorder.memory.shape.rate_hz
    return Place((sample - LOW) / (HIGH - LOW) * TAKE_SECONDS, recorder.moment_of(frame) + within_block)


def speaker_of(warmtone: Warmtone) -> int:
    """The process that has the client library of JACK mapped."""
    (found,) = (number for number in family_of(warmtone.process.pid) if has_jack(number))
    return found


def has_jack(number: int) -> bool:
    return "libjack" in Path(f"/proc/{number}/maps").read_text()


def test_a_speaker_that_is_killed_is_back_with_its_take_where_it_would_be(tmp_path: Path) -> None:
    with (
        running_jack(synchronous=False) as jack,
        recording(jack) as recorder,
        playing_ramp(tmp_path) as (warmtone, client),
    ):
        before = place(recorder)
        os.kill(speaker_of(warmtone), signal.SIGKILL)
        killed_at = time.monotonic()
        assert "it is started again" in client.hear("/sound", "gone")["device"]
        recorder.wait_for_silence(2 * jack.block_frames, seconds=1)
        silence = recorder.frames
        ready = client.hear("/sound", "ready")
        after = place(recorder, silence)
        assert after.moment - killed_at < BACK_SECONDS
        assert before.later(after) < APART_SECONDS
        assert (ready["rate"], ready["block"]) == (48_000, 256)
        status = client.status()
        assert (status["sound"], status["restarts"], status["voices"]) == ("ready", 1, 1)


@pytest.mark.parametrize("rate_hz", [48_000, 44_100])
def test_a_server_that_was_stopped_and_started_has_the_take_where_it_would_be(tmp_path: Path, rate_hz: int) -> None:
    with running_jack() as jack, playing_ramp(tmp_path) as (_, client):
        with recording(jack) as recorder:
            recorder.wait_for_source()
            before = place(recorder)
        jack.stop()
        client.hear("/sound", "gone")
        client.wait_for(lambda status: "There is no sound card" in status["device"], "the reason")
        status = client.status()
        assert (status["sound"], status["age"], status["voices"]) == ("gone", -1.0, 1)
        assert client.ask("/take/play", 1)[0].values[:2] == ("/take/play", "device")
        jack.start(rate_hz)
        started_at = time.monotonic()
        with recording(jack) as recorder:
            recorder.wait_for_source()
            after = place(recorder)
        ready = client.hear("/sound", "ready")
        # Not the first moment of the recording: on a busy machine the recorder itself takes a second to start.
        assert ready.at - started_at < BACK_SECONDS
        assert before.later(after) < APART_SECONDS
        assert ready["rate"] == rate_hz
        assert client.status()["rate"] == rate_hz
        client.say("/take/stop", 1)
        client.hear("/take/ended", 1)
        assert [heard for heard in client.heard if heard.address in ("/take/playing", "/error")][2:] == []


def test_a_card_that_was_not_there_at_the_start_is_found_when_it_comes(tmp_path: Path) -> None:
    with running_jack() as jack:
        jack.stop()
        with running_warmtone(tmp_path, device="") as warmtone, warmtone.client() as client:
            client.say("/subscribe")
            assert client.status()["sound"] == "gone"
            jack.start(44_100)
            started_at = time.monotonic()
            ready = client.hear("/sound", "ready")
            assert ready.at - started_at < BACK_SECONDS
            assert ready["rate"] == 44_100
            with recording(jack) as recorder:
                play_ramp(tmp_path, client)
                place(recorder)


def test_sound_goes_on_while_the_servers_block_is_changed(tmp_path: Path) -> None:
    with running_jack() as jack, playing_ramp(tmp_path) as (_, client):
        before = heard_now(jack)
        for frames in (512, 64, 1024):
            changed_at = time.monotonic()
            subprocess.run(["jack_bufsize", str(frames)], check=True, capture_output=True)
            # Told by the callback, which is asked for sound again.
            client.wait_until("block", frames)
            assert time.monotonic() - changed_at < BACK_SECONDS
            jack.block_frames = frames
            # A server that waits for its clients is itself late on a busy machine: only that it goes on is promised.
            after = heard_now(jack)
            assert before.seconds < after.seconds
            before = after
        assert client.status()["restarts"] == 0


def heard_now(jack: JackServer) -> Place:
    with recording(jack) as recorder:
        recorder.wait_for_source()
        return place(recorder)
