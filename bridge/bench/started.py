"""A Warmtone of its own for each measurement: a fresh session, and nothing left of it afterwards."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bridge.bench.processes import family_of, remains, shared_memory_of
from bridge.launch import LONGEST_END_SECONDS, Warmtone, launched_warmtone
from bridge.settings import Settings
from engine import WarmtoneError


@contextmanager
def started_warmtone(settings: Settings, environment: Mapping[str, str] | None = None) -> Iterator[Warmtone]:
    """A Warmtone with these settings, but for its session. Raises `WarmtoneError` where something of it is left."""
    with TemporaryDirectory(prefix="warmtone-bench-") as folder:
        fresh = replace(settings, session=Path(folder) / "session")
        with launched_warmtone(fresh, environment) as warmtone:
            yield warmtone
            family = family_of(warmtone.process_id)
            shared_memory = shared_memory_of(family)
        if left := remains(family, shared_memory, LONGEST_END_SECONDS):
            raise WarmtoneError(f"Warmtone has ended and left {', '.join(left)}.")
