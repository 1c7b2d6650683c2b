"""A take that plays while it is made, and whose making is cut short or interrupted: what JACK received has no click."""

from collections.abc import Iterator

import numpy as np
import pytest

from engine import Samples
from tests.bridge.sessions.test_faulty_models import kill_worker
from tests.clicks import assert_no_click
from tests.peers.jack_server import JackServer, Recorder, recording, running_jack
from tests.peers.needs import need_portaudio, need_program
from tests.session import Client, Warmtone, running_warmtone

RATE_HZ = 48_000
GAP_FRAMES = 480
TAKE = ("model", "faulty", "seconds", 20.0, "play", 1, "prompt", "decode slowly")


@pytest.fixture(scope="module")
def jack() -> Iterator[JackServer]:
    need_program("jackd", "jackd2")
    need_portaudio()
    with running_jack() as server:
        yield server


@pytest.fixture(scope="module")
def warmtone(jack: JackServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warmtone]:
    folder = tmp_path_factory.mktemp("cut")
    with running_warmtone(folder, "tests.bridge.with_faulty_models", device="") as warmtone:
        with warmtone.client() as client:
            client.wait_for(lambda status: bool(status["sound"] == "ready"), "sound")
            client.say("/model/load", "faulty")
            client.hear("/model", "faulty", "state", "ready")
        yield warmtone


def test_a_take_whose_job_is_cancelled_fades_out(jack: JackServer, warmtone: Warmtone) -> None:
    with warmtone.client() as client, recording(jack) as recorder:
        begin(client, recorder)
        client.say("/cancel", "job")
        client.hear("/take/ended")
        recorder.wait_for_silence(RATE_HZ // 4)
        sounds = sounding(recorder.heard[: recorder.frames])
        assert len(sounds) == 1
        assert_no_click(recorder.heard[: recorder.frames], RATE_HZ, sounds[0][1])


def test_a_take_whose_worker_is_killed_fades_out_and_goes_on_where_it_was(jack: JackServer, warmtone: Warmtone) -> None:
    with warmtone.client() as client, recording(jack) as recorder:
        begin(client, recorder)
        kill_worker(warmtone, lambda: client.hear("/job/progress", "job"))
        client.hear("/job/note", "job")
        while len(sounding(recorder.heard[: recorder.frames])) < 2:
            client.hear("/job/progress", "job")
        recorder.wait_for_sound(recorder.frames + RATE_HZ // 2)
        heard = recorder.heard[: recorder.frames].copy()
        client.say("/cancel", "job")
        client.hear("/take/ended")
    first, second = sounding(heard)[:2]
    assert_no_click(heard, RATE_HZ, first[1])
    assert_no_click(heard, RATE_HZ, second[0])


def begin(client: Client, recorder: Recorder) -> None:
    """Let a take that is being made sound for a while."""
    client.say("/generate", "job", *TAKE)
    client.hear("/take/playing")
    recorder.wait_for_sound(recorder.wait_for_sound() + RATE_HZ // 2)


def sounding(heard: Samples) -> list[tuple[int, int]]:
    """Where sound begins and ends, with silences of 10 ms and more between."""
    frames = np.flatnonzero(heard.any(axis=1))
    breaks = np.flatnonzero(np.diff(frames) > GAP_FRAMES)
    firsts, lasts = [0, *(breaks + 1)], [*breaks, len(frames) - 1]
    return (
        [(int(frames[first]), int(frames[last])) for first, last in zip(firsts, lasts, strict=True)]
        if len(frames)
        else []
    )
