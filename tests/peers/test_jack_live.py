"""The live instrument on a real sound server: nothing that happens to it is heard as a click, and it comes back."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from bridge.bench.processes import family_of
from tests.clicks import assert_no_click
from tests.peers.jack_server import JackServer, Recorder, recording, running_jack, wait_until
from tests.session import Client, Warmtone, running_warmtone

BACK_SECONDS = 1.0
HERTZ = 440.0
RATE_HZ = 48_000


@dataclass(frozen=True, slots=True)
class Stage:
    """A Warmtone whose live instrument sounds on a server that is recorded."""

    jack: JackServer
    recorder: Recorder
    warmtone: Warmtone
    client: Client
    worker: int

    def later(self, seconds: float) -> int:
        """Wait until so much more was recorded; how much there is then."""
        frame = self.recorder.frames + round(seconds * self.jack.rate_hz)
        wait_until(lambda: self.recorder.frames >= frame, seconds + 10, "the recorder to go on")
        return self.recorder.frames

    def level(self, first: int, last: int) -> float:
        """The level of the sine between two frames."""
        part = self.recorder.heard[first:last, 0]
        angles = 2 * np.pi * HERTZ * np.arange(len(part)) / self.jack.rate_hz
        return float(2 * np.abs(np.mean(part * np.exp(1j * angles))))


@contextmanager
def stage(folder: Path, synchronous: bool = True) -> Iterator[Stage]:
    with (
        running_jack(RATE_HZ, 256, synchronous) as jack,
        recording(jack) as recorder,
        running_warmtone(folder, device="system", ring=4.0) as warmtone,
        warmtone.client() as client,
    ):
        recorder.wait_for_source()
        before = family_of(warmtone.process.pid)
        client.say("/live/start", "sines")
        client.hear("/live/playing")
        client.say("/knobs", HERTZ, 0.0, 0.0, 0.5)
        (worker,) = family_of(warmtone.process.pid) - before
        recorder.wait_for_sound()
        yield Stage(jack, recorder, warmtone, client, worker)


def test_gain_source_stop_and_start_do_not_click(tmp_path: Path) -> None:
    with stage(tmp_path) as live:
        events = [live.later(0.6)]
        for said in (("/live/gain", -12), ("/live/gain", 0), ("/knob", "pitch", 460), ("/live/source", "sines")):
            live.client.say(*said)
            events.append(live.later(0.6))
        live.client.say("/live/stop")
        events.append(live.later(0.6))
        live.client.say("/live/start")
        live.later(0.6)
        heard = live.recorder.heard
    for event in events:
        assert_no_click(heard, RATE_HZ, event, event + round(0.12 * RATE_HZ))
    assert np.abs(heard[events[5] - 4800 : events[5]]).max() == 0


def test_a_killed_live_worker_fades_out_and_is_back_with_the_same_knobs_within_a_second(tmp_path: Path) -> None:
    with stage(tmp_path) as live:
        live.client.say("/knob", "level", 0.25)
        before = live.later(0.5)
        os.kill(live.worker, signal.SIGKILL)
        live.later(1.2)
        live.recorder.wait_for_sound(before)
        after = live.later(0.3)
        heard = live.recorder.heard[:, 0]
        assert live.level(before - 9600, before) == pytest.approx(0.25, rel=0.01)
        assert live.level(after - 9600, after) == pytest.approx(0.25, rel=0.01)
        silent = before + np.flatnonzero(heard[before:after] == 0)
        gone, back = int(silent[0]), int(silent[-1])
        print(f"gone {(gone - before) / 48:.0f} ms after the kill, back {(back - before) / 48:.0f} ms after it")
        assert back - before < BACK_SECONDS * RATE_HZ
        assert_no_click(live.recorder.heard, RATE_HZ, before, back + 2400)
        assert live.client.status()["gaps"] == 1


def test_a_killed_speaker_comes_back_with_the_live_instrument(tmp_path: Path) -> None:
    with stage(tmp_path, synchronous=False) as live:
        speaker = [number for number in family_of(live.warmtone.process.pid) if is_speaker(number)]
        assert len(speaker) == 1
        os.kill(speaker[0], signal.SIGKILL)
        killed_at = time.monotonic()
        live.recorder.wait_for_silence(1024)
        silence = live.recorder.frames
        live.recorder.wait_for_sound(silence, seconds=10)
        print(f"back {time.monotonic() - killed_at:.2f} s after the kill")
        after = live.later(0.5)
        assert live.level(after - 9600, after) > 0.25  # not 0.5: a server that waits for nobody may lose blocks


def test_a_server_that_comes_back_at_another_rate_hears_the_same_pitch(tmp_path: Path) -> None:
    with stage(tmp_path) as live:
        live.jack.kill()
        live.client.wait_until("sound", "gone")
        live.jack.start(rate_hz=44_100)
        with recording(live.jack) as recorder:
            live.client.wait_until("sound", "ready")
            recorder.wait_for_source()
            recorder.wait_for_sound()
            wait_until(lambda: recorder.frames > 44_100, 10, "a second of sound")
            part = recorder.heard[-22_050:, 0]
            spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
            assert int(spectrum.argmax()) * 2 == pytest.approx(HERTZ, abs=4)


def is_speaker(process_id: int) -> bool:
    """Whether a process has the JACK library in it."""
    return "libjack" in Path(f"/proc/{process_id}/maps").read_text()
