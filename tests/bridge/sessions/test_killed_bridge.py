"""A whole Warmtone killed while it writes takes: what it announced is there after the next start, and nothing half.

WARMTONE_KILLS=50 pytest tests/bridge/sessions/test_killed_bridge.py
"""

import os
import random
import time
from pathlib import Path

import numpy as np
import soundfile

from bridge.bench.processes import remains
from bridge.takes.wav_file import slate_in
from tests.session import Client, Warmtone

KILLS = int(os.environ.get("WARMTONE_KILLS", "10"))
LONGEST_WORK_SECONDS = 0.4
TAKES_A_JOB = 64


def test_a_killed_bridge_loses_nothing_that_it_announced(tmp_path: Path) -> None:
    dice = random.Random(4)
    finished: dict[int, str] = {}
    for life in range(KILLS):
        warmtone = Warmtone(tmp_path, "bridge", {"model": "tone"})
        try:
            with warmtone.client() as client:
                check(client, warmtone.session, finished)
                work_until_killed(warmtone, client, life, dice)
                note_what_was_announced(client, finished)
        finally:
            family, shared_memory = warmtone.held()
            warmtone.process.kill()
            warmtone.process.wait()
        assert remains(family, shared_memory, 5.0) == []
    assert len(finished) > KILLS


def check(client: Client, session: Path, finished: dict[int, str]) -> None:
    """Everything announced is whole; the folder holds what the index does, and no more."""
    files = sorted(path.name for path in (session / "takes").iterdir())
    assert all(file.endswith(".wav") for file in files)
    listed = every_take(client)
    assert len(listed) == len(files)
    assert finished.keys() <= set(listed)
    assert sorted(listed) == sorted(slate_in(session / "takes" / file).number for file in files)
    for path in finished.values():
        samples, _ = soundfile.read(path, dtype="float32")
        assert np.abs(samples).max() > 0.1


def every_take(client: Client) -> list[int]:
    takes: list[int] = []
    while True:
        client.say("/take/list", "start", len(takes), "count", 50)
        total, _, *page = client.hear("/take/list").values
        takes += page
        if len(takes) >= total:
            return takes


def work_until_killed(warmtone: Warmtone, client: Client, life: int, dice: random.Random) -> None:
    client.wait_until("state", "ready")
    client.say("/generate", f"life {life}", "seconds", 0.1, "count", TAKES_A_JOB, "prompt", "220")
    client.hear("/job/started", f"life {life}")
    time.sleep(dice.uniform(0.0, LONGEST_WORK_SECONDS))  # the moment of the kill is what is drawn
    warmtone.process.kill()
    warmtone.process.wait()


def note_what_was_announced(client: Client, finished: dict[int, str]) -> None:
    for heard in list(client.heard):
        if heard.address == "/job/take":
            finished[int(heard["take"])] = str(heard["path"])
