"""The speaker on a real sound server: what is recorded there, and what happens when the server dies."""

import os
import signal
import time
from collections.abc import Iterator
from threading import Thread

import numpy as np
import pytest

from bridge.speaker import Ended, Lost, NoDevice, Opened, OtherRate, PlayVoice, SpeakerSettings, Started
from tests.bridge.speaker.hearing import Loop, noise, running_speaker, take
from tests.peers.jack_server import JackServer, Recorder, recording, running_jack, trimmed, wait_until

BACK_SECONDS = 2.0


@pytest.fixture
def jack() -> Iterator[JackServer]:
    with running_jack() as server:
        yield server


@pytest.fixture
def recorder(jack: JackServer) -> Iterator[Recorder]:
    with recording(jack) as recorder:
        yield recorder


@pytest.fixture
def loop(recorder: Recorder) -> Iterator[Loop]:
    with running_speaker(SpeakerSettings()) as loop:
        loop.hear(Opened)
        recorder.wait_for_source()
        yield loop


def test_what_is_recorded_is_the_take_bit_for_bit(loop: Loop, recorder: Recorder) -> None:
    samples = noise(24000, level=0.89)
    with take(samples) as memory:
        loop.speaker.play(PlayVoice(voice=1, take=memory.shape))
        loop.hear(Ended)
    recorder.wait_for_silence(1024)
    np.testing.assert_array_equal(trimmed(recorder.heard), samples)


def test_the_servers_rate_and_channels_are_adopted() -> None:
    settings = SpeakerSettings(channels=8)
    with running_jack(rate_hz=44100, block_frames=512), running_speaker(settings) as loop:
        opened = loop.hear(Opened)
    assert (opened.device, opened.rate_hz, opened.channels, opened.block_frames) == ("system", 44100, 2, 512)


def test_a_take_that_is_played_while_it_is_written_equals_the_whole(loop: Loop, recorder: Recorder) -> None:
    samples = noise(48000)
    with take(samples, ready=12000) as memory:
        writer = Thread(target=lambda: [memory.append(block) for block in paced(samples[12000:], 1200)])
        writer.start()
        loop.speaker.play(PlayVoice(voice=1, take=memory.shape))
        loop.hear(Ended)
        writer.join()
    recorder.wait_for_silence(1024)
    assert loop.speaker.figures().dry_spells == 0
    np.testing.assert_array_equal(trimmed(recorder.heard), samples)


def test_voices_begin_at_their_frame_of_the_clock(loop: Loop, recorder: Recorder) -> None:
    click = np.full((1, 1), 0.5, np.float32)
    with take(click) as memory:
        first = loop.speaker.clock_frame() + 9600
        loop.speaker.play(PlayVoice(voice=1, take=memory.shape, at_frame=first))
        loop.speaker.play(PlayVoice(voice=2, take=memory.shape, at_frame=first + 1003))
        loop.until(lambda: len(loop.all(Ended)) == 2)
    recorder.wait_for_silence(1024)
    clicks = np.flatnonzero(recorder.heard[:, 0])
    assert [event.at_frame for event in loop.all(Started)] == [first, first + 1003]
    assert np.diff(clicks).tolist() == [1003]


def test_a_loop_is_back_where_it_would_be_after_the_server_was_killed(jack: JackServer, loop: Loop) -> None:
    ramp = position_ramp(48000)
    with take(ramp) as memory:
        loop.speaker.play(PlayVoice(voice=1, take=memory.shape, loop=True))
        began_at = loop.hear(Started).at_frame
        killed_at = time.monotonic()
        jack.kill()
        loop.hear(Lost)
        loop.hear(NoDevice)
        jack.start()
        ready_at = time.monotonic()
        with recording(jack) as recorder:
            loop.hear(Opened)
            recorder.wait_for_source()
            sound = recorder.wait_for_sound()
            back_at = recorder.moment_of(sound)
            heard_position = position_in_ramp(recorder, sound + ENTRY_FRAMES)
            expected = loop.speaker.clock_frame() - began_at - (time.monotonic() - back_at) * 48000
        print(f"server ready after {ready_at - killed_at:.2f} s, sound {back_at - ready_at:.2f} s later")
        assert back_at - ready_at < BACK_SECONDS
        assert distance_on_loop(heard_position, expected, 48000) < 4800
        assert loop.speaker.figures().restarts == 1


def test_a_killed_speaker_is_replaced_and_the_loop_goes_on() -> None:
    with (
        running_jack(synchronous=False) as jack,
        recording(jack) as recorder,
        running_speaker(SpeakerSettings()) as loop,
        take(noise(4800)) as memory,
    ):
        loop.hear(Opened)
        recorder.wait_for_source()
        loop.speaker.play(PlayVoice(voice=1, take=memory.shape, loop=True))
        loop.hear(Started)
        recorder.wait_for_sound()
        killed_at = time.monotonic()
        os.kill(process_id(loop), signal.SIGKILL)
        loop.hear(Lost)
        recorder.wait_for_silence(256, seconds=1)
        silence = recorder.frames
        loop.hear(Opened)
        back_at = recorder.moment_of(recorder.wait_for_sound(after_frame=silence))
        print(f"sound was back {back_at - killed_at:.2f} s after the kill")
        assert back_at - killed_at < BACK_SECONDS


def test_a_server_that_comes_back_at_another_rate_ends_the_voices(jack: JackServer, loop: Loop) -> None:
    with take(noise(96000)) as memory:
        loop.speaker.play(PlayVoice(voice=1, take=memory.shape, loop=True))
        loop.hear(Started)
        began_at = loop.all(Started)[0].at_frame
        jack.kill()
        loop.hear(Lost)
        jack.start(rate_hz=44100)
        assert loop.hear(OtherRate) == OtherRate(1, 44100, began_at / 48000)


def test_a_server_that_is_started_later_is_found(jack: JackServer) -> None:
    jack.kill()
    with running_speaker(SpeakerSettings()) as loop:
        assert "sound card" in loop.hear(NoDevice).sentence
        jack.start()
        assert loop.hear(Opened).rate_hz == 48000


def test_under_runs_are_counted() -> None:
    with running_jack(synchronous=False), running_speaker(SpeakerSettings(patience_seconds=5)) as loop:
        loop.hear(Opened)
        before = loop.speaker.figures().under_runs
        os.kill(process_id(loop), signal.SIGSTOP)
        try:
            callbacks = loop.speaker.figures().callbacks
            time.sleep(0.1)  # not a wait for something: this is how long the process is held
            assert loop.speaker.figures().callbacks - callbacks <= 1
        finally:
            os.kill(process_id(loop), signal.SIGCONT)
        loop.until(lambda: loop.speaker.figures().under_runs > before)


ENTRY_FRAMES = 96
"""A voice that comes back in the middle of its take fades in over this many frames."""


def position_ramp(frames: int) -> np.ndarray:
    """Samples that tell their own position: 0.1 to 0.8 over the take."""
    return np.linspace(0.1, 0.8, frames, dtype=np.float32)[:, np.newaxis]


def position_in_ramp(recorder: Recorder, frame: int) -> int:
    """The take's frame that was recorded at this frame.

    On whichever output: a speaker that comes back connects one after the other, and either may be the first.
    """
    wait_until(lambda: recorder.frames > frame, 1, "the frame to be recorded")
    return round((float(recorder.heard[frame].max()) - 0.1) / 0.7 * 47999)


def distance_on_loop(one: float, other: float, frames: int) -> float:
    apart = (one - other) % frames
    return min(apart, frames - apart)


def paced(samples: np.ndarray, frames: int) -> Iterator[np.ndarray]:
    """Blocks of a take at twice the speed of sounding, as a worker would bring them."""
    for first in range(0, len(samples), frames):
        yield samples[first : first + frames]
        time.sleep(frames / 96000)


def process_id(loop: Loop) -> int:
    assert loop.speaker.process_id is not None
    return loop.speaker.process_id
