"""How each system is asked for real-time scheduling: for real on Linux, elsewhere what its library is called with."""

import ctypes
import os
import sys
from typing import Any

import pytest

from engine import ask_realtime

linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux' scheduler")


class Library:
    """Stands in for a system's library: notes the calls, and answers as it is told."""

    def __init__(self, answer: int) -> None:
        self.answer = answer
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> int:
            self.calls.append((name, arguments))
            return self.answer

        return call


def library(monkeypatch: pytest.MonkeyPatch, platform: str, answer: int) -> Library:
    stand_in = Library(answer)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: stand_in)
    return stand_in


@linux
def test_linux_is_asked_for_first_in_first_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int, int]] = []
    monkeypatch.setattr(os, "sched_getscheduler", lambda thread: os.SCHED_OTHER)
    monkeypatch.setattr(
        os, "sched_setscheduler", lambda thread, policy, how: asked.append((thread, policy, how.sched_priority))
    )
    assert ask_realtime(7, priority=3) is None
    assert asked == [(7, os.SCHED_FIFO, 3)]


@linux
def test_a_thread_that_runs_in_real_time_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getscheduler", lambda thread: os.SCHED_RR)
    monkeypatch.setattr(os, "sched_setscheduler", lambda *_: pytest.fail("asked again"))
    assert ask_realtime() is None


def test_macos_is_given_a_time_constraint(monkeypatch: pytest.MonkeyPatch) -> None:
    system = library(monkeypatch, "darwin", 0)
    assert ask_realtime(period_seconds=0.0058) is None
    name, (_, policy, _, count) = system.calls[-1]
    assert (name, policy, count) == ("thread_policy_set", 2, 4)


def test_what_macos_refuses_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    library(monkeypatch, "darwin", 46)
    assert "kernel error 46" in (ask_realtime() or "")


@pytest.mark.parametrize(("answer", "given"), [(1, True), (0, False)])
def test_windows_is_asked_for_its_multimedia_scheduler(
    monkeypatch: pytest.MonkeyPatch, answer: int, given: bool
) -> None:
    system = library(monkeypatch, "win32", answer)
    assert (ask_realtime() is None) == given
    name, (task, _) = system.calls[-1]
    assert (name, task.value) == ("AvSetMmThreadCharacteristicsW", "Pro Audio")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_threads_of_sound_libraries_are_theirs_to_ask_for(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    system = library(monkeypatch, platform, 0)
    assert ask_realtime(1234) is None
    assert system.calls == []


def test_another_system_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    library(monkeypatch, "plan9", 0)
    assert "no real-time scheduling" in (ask_realtime() or "")
