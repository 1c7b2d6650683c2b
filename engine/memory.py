"""How much memory there is: in this process, and in the machine."""

import os
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")
_BOUNDS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""What a container may take at most, where this is one."""


def resident_bytes() -> int:
    """Resident memory of this process: of now on Linux, the largest so far on macOS, 0 where nobody tells."""
    if _STATM.exists():
        import resource

        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 0


def machine_bytes() -> int | None:
    """The machine's memory, or the container's where that is less; None where nobody tells."""
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows
        return None
    return min([whole, *(bound for file in _BOUNDS if (bound := _bound_in(file)))])


def _bound_in(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):  # it isn't there, or says "max"
        return None
