"""A model that is faster than the disk: it waits, and the memory between the two doesn't grow."""

import time
from pathlib import Path

from bridge.bench.processes import family_of, shared_memory_of
from engine.engine import MOST_TAKES_AHEAD
from tests.bridge.with_slow_disk import FLUSH_SECONDS
from tests.session import running_warmtone

TAKES = 24


def test_shared_memory_is_bounded_and_every_take_is_written(tmp_path: Path) -> None:
    with running_warmtone(tmp_path, "tests.bridge.with_slow_disk") as warmtone, warmtone.client() as client:
        before, most = warmtone.held()[1], 0
        family = family_of(warmtone.process.pid)
        began = time.monotonic()
        for job in range(2):
            client.say("/generate", job, "seconds", 0.1, "count", TAKES // 2)
        while not any(heard.address == "/job/done" and heard.values[0] == 1 for heard in client.heard):
            most = max(most, len(shared_memory_of(family)))
            assert time.monotonic() - began < 60
            time.sleep(0.005)
        assert time.monotonic() - began > TAKES * FLUSH_SECONDS, "the disk was not slow: nothing was tested"
        assert MOST_TAKES_AHEAD <= most - len(before) <= MOST_TAKES_AHEAD + 1
        assert len([heard for heard in client.heard if heard.address == "/job/take"]) == TAKES
        warmtone.let_go_of_all_but(before)
