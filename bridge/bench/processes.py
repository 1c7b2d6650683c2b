"""What a process and its children hold and use, as Linux tells in /proc; elsewhere only the process itself is seen."""

import os
import time
from pathlib import Path

_PROC = Path("/proc")
# Warmtone's own is named by Python; a sound server's, mapped as well, is not ours to end.
_SHARED = "/dev/shm/psm_"
_GLANCE_SECONDS = 0.02


def processes_are_told() -> bool:
    """Whether this system tells of processes in the way that is read here."""
    return (_PROC / "self/stat").exists()


def family_of(process_id: int) -> frozenset[int]:
    """A process and all that descend from it."""
    parents = {int(folder.name): _parent(folder) for folder in _PROC.glob("[0-9]*")}
    family = {process_id}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return frozenset(family)


def roles_of(process_id: int) -> dict[str, int]:
    """The processes of a Warmtone by what they are: bridge, worker, speaker and Python's tracker of shared memory."""
    roles = {"bridge": process_id}
    own_niceness = _niceness(process_id)
    for child in sorted(family_of(process_id) - {process_id}):
        if "resource_tracker" in _command(child):
            roles["tracker"] = child
        elif _niceness(child) > own_niceness:
            roles["worker"] = child
        else:
            roles.setdefault("speaker", child)
    return roles


def _niceness(process_id: int) -> int:
    fields = _stat(_PROC / str(process_id))
    return int(fields[16]) if fields else 0


def _command(process_id: int) -> str:
    try:
        return (_PROC / str(process_id) / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def cpu_seconds(process_ids: frozenset[int]) -> float:
    """Processor time that these processes have used so far, in user and kernel mode."""
    ticks = 0
    for process_id in process_ids:
        fields = _stat(_PROC / str(process_id))
        ticks += sum(int(field) for field in fields[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_megabytes_of(process_ids: frozenset[int]) -> float:
    """Memory that these processes have in use, in MB (10^6 bytes); what they share counts for each."""
    return sum(map(_resident_pages, process_ids)) * os.sysconf("SC_PAGE_SIZE") / 1e6


def shared_memory_of(process_ids: frozenset[int]) -> frozenset[Path]:
    """The files in shared memory that these processes have made and mapped."""
    return frozenset(path for process_id in process_ids for path in _mapped(_PROC / str(process_id) / "maps"))


def remains(process_ids: frozenset[int], shared_memory: frozenset[Path], seconds: float) -> list[str]:
    """What is still there of these after so long, in words; empty as soon as nothing is."""
    deadline = time.monotonic() + seconds
    while True:
        left = [f"process {number}" for number in sorted(process_ids) if _alive(_PROC / str(number))]
        left += [f"shared memory {path}" for path in sorted(shared_memory) if path.exists()]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(_GLANCE_SECONDS)


def _alive(folder: Path) -> bool:
    fields = _stat(folder)
    return bool(fields) and fields[0] != "Z"


def _parent(folder: Path) -> int:
    fields = _stat(folder)
    return int(fields[1]) if fields else 0


def _stat(folder: Path) -> list[str]:
    """The fields behind the process's name, from its state on; empty where it is gone."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _resident_pages(process_id: int) -> int:
    try:
        return int((_PROC / str(process_id) / "statm").read_text().split()[1])
    except OSError:
        return 0


def _mapped(maps: Path) -> list[Path]:
    try:
        lines = maps.read_text().splitlines()
    except OSError:
        return []
    return [Path(_SHARED + line.partition(_SHARED)[2]) for line in lines if _SHARED in line]
