"""A whole speaker on the silent device: its process, its watchdog, its end."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.speaker import (
    Ended,
    Lost,
    NoDevice,
    NotRealtime,
    Opened,
    OtherRate,
    PlayVoice,
    Refused,
    Speaker,
    SpeakerSettings,
    Started,
)
from engine import ask_realtime
from tests.bridge.speaker.hearing import RATE_HZ, Loop, noise, running_speaker, take

SILENT = SpeakerSettings(device="silent")


@pytest.fixture
def loop() -> Iterator[Loop]:
    with running_speaker(SILENT) as loop:
        loop.hear(Opened)
        yield loop


def test_a_device_is_opened_and_asks_for_sound(loop: Loop) -> None:
    opened = loop.all(Opened)[0]
    assert (opened.device, opened.rate_hz, opened.channels, opened.block_frames) == ("silent", RATE_HZ, 2, 256)
    before = loop.speaker.figures().callbacks
    loop.until(lambda: loop.speaker.figures().callbacks > before + 10)


def test_voices_start_and_end(loop: Loop) -> None:
    with take(noise(2400)) as memory:
        begin = loop.speaker.clock_frame() + 4800
        loop.speaker.play(PlayVoice(voice=5, take=memory.shape, at_frame=begin))
        assert loop.hear(Started) == Started(5, begin)
        assert loop.hear(Ended) == Ended(5)


def test_panic_ends_everything_also_what_has_not_begun(loop: Loop) -> None:
    with take(noise(48000)) as memory:
        for voice, at_frame in enumerate((0, 0, loop.speaker.clock_frame() + 10 * RATE_HZ)):
            loop.speaker.play(PlayVoice(voice=voice, take=memory.shape, at_frame=at_frame, loop=True))
        loop.until(lambda: len(loop.all(Started)) == 2)
        loop.speaker.panic()
        loop.until(lambda: len(loop.all(Ended)) == 3)
    loop.until(lambda: loop.speaker.figures().voices == 0)


def test_a_take_of_another_rate_is_handed_back(loop: Loop) -> None:
    with take(noise(100), rate_hz=44100) as memory:
        loop.speaker.play(PlayVoice(voice=1, take=memory.shape))
        assert loop.hear(OtherRate) == OtherRate(1, RATE_HZ, None)


def test_a_take_plays_on_as_if_it_had_never_paused(loop: Loop) -> None:
    with take(noise(24000)) as memory:
        loop.speaker.play_on(PlayVoice(voice=1, take=memory.shape), loop.speaker.clock_frame() / RATE_HZ - 0.4)
        loop.until(lambda: loop.speaker.figures().voices == 1)
        began = time.monotonic()
        loop.hear(Ended)
        assert time.monotonic() - began < 0.35
        loop.speaker.play_on(PlayVoice(voice=2, take=memory.shape), loop.speaker.clock_frame() / RATE_HZ - 0.5)
        assert loop.hear(Ended) == Ended(2)
    assert not loop.all(Started)


def test_a_process_that_stands_still_does_not_hold_up_the_bridge_however_much_it_is_told(loop: Loop) -> None:
    os.kill(process_id(loop), signal.SIGSTOP)
    began = time.monotonic()
    for told in range(20_000):
        loop.speaker.volume(told / 20_000)
        loop.speaker.panic()
    assert time.monotonic() - began < 2
    loop.hear(Lost)
    loop.hear(Opened)


def test_a_growing_take_that_runs_dry_is_counted_and_goes_on(loop: Loop) -> None:
    samples = noise(9600)
    with take(samples, ready=1200) as memory:
        loop.speaker.play(PlayVoice(voice=1, take=memory.shape))
        loop.until(lambda: loop.speaker.figures().dry_spells == 1)
        assert not loop.all(Ended)
        memory.append(samples[1200:])
        loop.hear(Ended)
    assert loop.speaker.figures().dry_spells == 1


def test_the_figures_tell_of_the_load_and_the_clock(loop: Loop) -> None:
    with take(noise(48000)) as memory:
        loop.speaker.play(PlayVoice(voice=1, take=memory.shape, loop=True))
        loop.hear(Started)
        loop.until(lambda: loop.speaker.figures().voices == 1)
        figures = loop.speaker.figures()
        assert 0 < figures.load <= figures.load_max
        assert figures.open
        assert time.monotonic() - figures.callback_at < 0.5
        assert abs(loop.speaker.clock_frame() - figures.clock_now()) < RATE_HZ / 10
        loop.speaker.stop(1)
        loop.hear(Ended)


def test_the_process_holds_nothing_that_it_does_not_need(loop: Loop) -> None:
    loop.speaker.ask_modules()
    loop.until(lambda: bool(loop.speaker.modules))
    packages = {name.partition(".")[0] for name in loop.speaker.modules}
    assert packages.isdisjoint({"torch", "pythonosc", "sqlite3", "mido", "click", "rich", "pytest", "soundfile"})
    assert {"numpy", "bridge", "engine"} <= packages


def test_real_time_scheduling_is_asked_for(loop: Loop) -> None:
    given = os.sched_getscheduler(process_id(loop)) == os.SCHED_FIFO
    assert loop.speaker.figures().realtime == loop.all(Opened)[0].realtime == given
    assert bool(loop.all(NotRealtime)) != given


def test_real_time_scheduling_that_is_refused_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    assert "adduser $USER audio" in (ask_realtime() or "")


class TestWatchdog:
    def test_a_killed_process_is_replaced_and_its_loops_go_on(self, loop: Loop) -> None:
        with take(noise(48000)) as memory:
            loop.speaker.play(PlayVoice(voice=1, take=memory.shape, loop=True))
            loop.hear(Started)
            os.kill(process_id(loop), signal.SIGKILL)
            loop.hear(Lost)
            loop.hear(Opened)
            loop.until(lambda: loop.speaker.figures().voices == 1)
            loop.speaker.stop(1)
            assert loop.hear(Ended) == Ended(1)
        assert len(loop.all(Started)) == 1
        assert loop.speaker.figures().restarts == 1

    def test_a_process_whose_callback_stands_still_is_replaced(self, loop: Loop) -> None:
        old = process_id(loop)
        os.kill(old, signal.SIGSTOP)
        assert "stopped asking" in loop.hear(Lost).sentence
        loop.hear(Opened)
        assert process_id(loop) != old

    def test_what_would_have_ended_meanwhile_ends(self, loop: Loop) -> None:
        with take(noise(4800)) as memory:
            loop.speaker.play(PlayVoice(voice=1, take=memory.shape))
            loop.hear(Started)
            os.kill(process_id(loop), signal.SIGKILL)
            assert loop.hear(Ended) == Ended(1)

    def test_a_process_that_dies_again_and_again_is_started_ever_more_slowly(self, loop: Loop) -> None:
        deadline = time.monotonic() + 1.5

        def killed_for_long_enough() -> bool:
            if loop.speaker.process_id is not None:
                os.kill(process_id(loop), signal.SIGKILL)
            return time.monotonic() > deadline

        loop.until(killed_for_long_enough)
        assert 3 <= loop.speaker.figures().restarts <= 6
        loop.hear(Opened)

    def test_the_clock_goes_on_by_the_wall_clock(self, loop: Loop) -> None:
        frame, moment = loop.speaker.clock_frame(), time.monotonic()
        os.kill(process_id(loop), signal.SIGKILL)
        loop.hear(Lost)
        loop.hear(Opened)
        passed = (time.monotonic() - moment) * RATE_HZ
        assert loop.speaker.clock_frame() - frame == pytest.approx(passed, abs=RATE_HZ / 20)


class TestWithoutDevice:
    def test_a_name_that_no_card_has_ends_in_a_sentence_and_voices_are_refused(self) -> None:
        with running_speaker(SpeakerSettings(device="no such card")) as loop, take(noise(100)) as memory:
            absence = loop.hear(NoDevice)
            assert absence.sentence.endswith((".", "libportaudio2."))
            loop.speaker.play(PlayVoice(voice=9, take=memory.shape))
            assert loop.hear(Refused) == Refused(9, absence.sentence)

    def test_what_is_asked_before_the_device_is_open_waits_for_it(self) -> None:
        with running_speaker(SILENT) as loop, take(noise(2400)) as memory:
            loop.speaker.play(PlayVoice(voice=1, take=memory.shape))
            loop.hear(Started)
            loop.hear(Ended)

    def test_a_voice_of_another_rate_that_waited_is_handed_back(self) -> None:
        with running_speaker(SILENT) as loop, take(noise(4410), rate_hz=44100) as memory:
            loop.speaker.play(PlayVoice(voice=1, take=memory.shape))
            assert loop.hear(OtherRate) == OtherRate(1, RATE_HZ, None)


class TestEnd:
    def test_closing_takes_no_longer_than_promised_and_leaves_nothing(self) -> None:
        speaker = Speaker(SILENT)
        speaker.start()
        loop = Loop(speaker)
        with take(noise(48000)) as memory:
            loop.hear(Opened)
            speaker.play(PlayVoice(voice=1, take=memory.shape, loop=True))
            loop.hear(Started)
            process, shared = process_id(loop), shared_memory(process_id(loop)) - {memory.shape.name}
            assert len(shared) == 1
            began = time.monotonic()
            speaker.close()
            assert time.monotonic() - began < 0.6
        assert not runs(process)
        assert not any(Path("/dev/shm", name).exists() for name in shared)

    def test_a_hanging_process_is_killed_at_the_end(self) -> None:
        with running_speaker(SILENT) as loop:
            loop.hear(Opened)
            process = process_id(loop)
            os.kill(process, signal.SIGSTOP)
        assert not runs(process)

    def test_a_killed_bridge_leaves_no_process_and_no_shared_memory(self) -> None:
        bridge = subprocess.Popen(
            [sys.executable, "-c", KILLED_BRIDGE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert bridge.stdout is not None
        speaker = int(bridge.stdout.readline())
        shared = [Path("/dev/shm", name) for name in shared_memory(bridge.pid)]
        assert len(shared) == 2
        bridge.kill()
        deadline = time.monotonic() + 2.0
        bridge.wait()
        while runs(speaker) or any(left.exists() for left in shared):
            assert time.monotonic() < deadline, "the speaker or its memory outlived the bridge"
            time.sleep(0.01)
        bridge.communicate()


KILLED_BRIDGE = """
from multiprocessing.connection import wait
from bridge.speaker import Opened, PlayVoice, Speaker, SpeakerSettings, Started
from engine import create_take_memory

take = create_take_memory(48000, 2, 48000)
take.finish()
speaker = Speaker(SpeakerSettings(device="silent"))
speaker.start()
events = []
while not any(isinstance(event, Opened) for event in events):
    wait([speaker.connection])
    events += speaker.receive()
print(speaker.process_id, flush=True)
wait([speaker.connection])
"""


def shared_memory(process: int) -> set[str]:
    """The names of the shared memory that a process has mapped."""
    return set(re.findall(r"/dev/shm/(psm_\w+)", Path(f"/proc/{process}/maps").read_text()))


def runs(process: int) -> bool:
    """Whether a process is there and has not ended; one that has waits for its parent in state Z."""
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def process_id(loop: Loop) -> int:
    assert loop.speaker.process_id is not None
    return loop.speaker.process_id
