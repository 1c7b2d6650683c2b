"""Asks the system to run the speaker before ordinary programs.

Called by the speaker's main thread: once for itself before a device is opened, since the callback may have to wait for
the interpreter while the main thread holds it, and once for the thread that calls back, whoever made it.
"""

import os
import sys

# Above everything ordinary, and below what the kernel and a sound server reserve for themselves.
_PRIORITY = 10
_THIS_THREAD = 0


def ask_realtime(thread_id: int = _THIS_THREAD) -> str | None:
    """None where a thread runs in real time or need not, else a sentence that says how to get there.

    `thread_id` is the system's number of a thread of this process.
    """
    if sys.platform != "linux":
        return None
    try:
        if os.sched_getscheduler(thread_id) not in (os.SCHED_FIFO, os.SCHED_RR):
            os.sched_setscheduler(thread_id, os.SCHED_FIFO, os.sched_param(_PRIORITY))
    except OSError:
        return (
            "The system gives no real-time scheduling, so sound may stutter under load. On Debian: apt install jackd2, "
            "answer yes to its question on real time, then adduser $USER audio, and log in again."
        )
    return None
