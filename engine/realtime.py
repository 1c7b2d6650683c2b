"""Asks the system to run a thread of sound before ordinary programs.

Called by the speaker's main thread and by the live worker, once each for themselves. On Linux the speaker also asks for
the thread that calls back, which the sound library made; on macOS and Windows that library has done it.
"""

import ctypes
import os
import sys

# Above everything ordinary, and below what the kernel and a sound server reserve for themselves.
SPEAKER_PRIORITY = 10
LIVE_PRIORITY = 3
"""Below the 5 of the thread on which JACK calls back: what fills the ring never delays what empties it."""
_THIS_THREAD = 0
_TIME_CONSTRAINT_POLICY = 2
"""THREAD_TIME_CONSTRAINT_POLICY of <mach/thread_policy.h>."""


class _TimeConstraint(ctypes.Structure):
    """thread_time_constraint_policy, in the units of mach_absolute_time."""

    _fields_ = (
        ("period", ctypes.c_uint32),
        ("computation", ctypes.c_uint32),
        ("constraint", ctypes.c_uint32),
        ("preemptible", ctypes.c_int),
    )


class _Timebase(ctypes.Structure):
    """mach_timebase_info: nanoseconds are units * numerator / denominator."""

    _fields_ = (("numerator", ctypes.c_uint32), ("denominator", ctypes.c_uint32))


def ask_realtime(
    thread_id: int = _THIS_THREAD, priority: int = SPEAKER_PRIORITY, period_seconds: float = 0.005
) -> str | None:
    """None where a thread runs in real time or need not ask, else a sentence that says how to get there.

    `thread_id` is the system's number of a thread of this process, 0 is the one that calls. `priority` is Linux's.
    `period_seconds` is how often it has something to do, which macOS wants to know.
    """
    if sys.platform == "linux":
        return _ask_linux(thread_id, priority)
    if thread_id != _THIS_THREAD:
        return None
    if sys.platform == "darwin":
        return _ask_macos(period_seconds)
    if sys.platform == "win32":
        return _ask_windows()
    return "This system has no real-time scheduling that Warmtone knows, so sound may stutter under load."


def _ask_linux(thread_id: int, priority: int) -> str | None:
    try:
        if os.sched_getscheduler(thread_id) not in (os.SCHED_FIFO, os.SCHED_RR):
            os.sched_setscheduler(thread_id, os.SCHED_FIFO, os.sched_param(priority))
    except OSError:
        return (
            "The system gives no real-time scheduling, so sound may stutter under load. On Debian: apt install jackd2, "
            "answer yes to its question on real time, then adduser $USER audio, and log in again."
        )
    return None


def _ask_macos(period_seconds: float) -> str | None:
    system = ctypes.CDLL(None)
    timebase = _Timebase()
    system.mach_timebase_info(ctypes.byref(timebase))
    units = period_seconds * 1e9 * timebase.denominator / max(1, timebase.numerator)
    policy = _TimeConstraint(round(units), round(units / 2), round(units), 1)
    count = ctypes.sizeof(policy) // ctypes.sizeof(ctypes.c_uint32)
    refused = system.thread_policy_set(system.mach_thread_self(), _TIME_CONSTRAINT_POLICY, ctypes.byref(policy), count)
    return f"macOS gives no time constraint (kernel error {refused}), so sound may stutter." if refused else None


def _ask_windows() -> str | None:
    task = ctypes.c_ulong(0)
    try:
        scheduler = ctypes.CDLL("avrt.dll")
        given = scheduler.AvSetMmThreadCharacteristicsW(ctypes.c_wchar_p("Pro Audio"), ctypes.byref(task))
    except OSError:
        given = 0
    return None if given else "Windows' multimedia scheduler refuses this thread, so sound may stutter under load."
