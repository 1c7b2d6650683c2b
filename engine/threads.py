"""How many threads torch computes with in the worker: all that it likes, or one while an instrument plays live.

Used on the worker's only thread, between the steps of a model as well.
"""

import os
import sys
from pathlib import Path

_ONE_CORE = "WARMTONE_ONE_CORE"
"""In this process' environment while it may compute on one core alone, for whatever makes threads of its own."""
_TWO_THREADS_A_CORE = Path("/sys/devices/system/cpu/smt/active")


def cores() -> int:
    """How many threads of this process can compute at full speed at once."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        shared = _TWO_THREADS_A_CORE.read_text().strip() == "1"
    except OSError:
        shared = False
    return max(1, count // 2 if shared else count)


def another_core() -> bool:
    """Whether a thread beside this one may compute as well: not where there is one core, or an instrument plays."""
    return cores() > 1 and _ONE_CORE not in os.environ


class Threads:
    """Remembers what torch had before; without torch there is nothing to do."""

    def __init__(self) -> None:
        self._shared = False
        self._before: int | None = None

    def share(self, shared: bool) -> None:
        """From now on one thread, or as many as before."""
        self._shared = shared
        if shared:
            os.environ[_ONE_CORE] = "1"
        else:
            os.environ.pop(_ONE_CORE, None)
        torch = sys.modules.get("torch")
        if torch is None:
            return
        if not shared and self._before is not None:
            torch.set_num_threads(self._before)
            self._before = None
        self.hold()

    def use(self, threads: int) -> None:
        """As many as the model was loaded with whose take comes next, once nothing plays live."""
        torch = sys.modules.get("torch")
        if torch is None:
            return
        if self._shared:
            self._before = threads
        elif torch.get_num_threads() != threads:
            torch.set_num_threads(threads)

    def hold(self) -> None:
        """Once more, after a model was loaded that may have brought torch, or set its threads."""
        torch = sys.modules.get("torch")
        if torch is not None and self._shared and torch.get_num_threads() > 1:
            self._before = torch.get_num_threads()
            torch.set_num_threads(1)
