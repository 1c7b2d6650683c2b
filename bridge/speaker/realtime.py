"""Asks the system to run the speaker before ordinary programs.

Called once by the speaker's main thread, before a device is opened: threads that PortAudio makes inherit it. The main
thread keeps it too, since the callback may have to wait for the interpreter while the main thread holds it.
"""

import os
import sys

# Above everything ordinary, and below what the kernel and a sound server reserve for themselves.
_PRIORITY = 10


def ask_realtime() -> str | None:
    """None where real-time scheduling is given, else a sentence that says how to get it."""
    if sys.platform != "linux":
        return None
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(_PRIORITY))
    except OSError:
        return (
            "The system gives no real-time scheduling, so sound may stutter under load: "
            "apt install jackd2 with its real-time question answered yes, add yourself to the group "
            "(adduser $USER audio), and log in again."
        )
    return None
