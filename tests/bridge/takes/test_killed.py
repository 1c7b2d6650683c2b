"""A session killed at any moment: nothing half is left, nothing finished is lost, index and files agree."""

import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np

from bridge.takes import Session, Take, open_session
from bridge.takes.take import slate_of
from bridge.takes.wav_file import slate_in

ROUNDS = 12
CHILD = Path(__file__).with_name("killed_session.py")
ROOT = Path(__file__).parents[3]


def run_and_kill(folder: Path, seed: int, seconds: float) -> list[str]:
    """What the child said it had finished until it was killed, that long after its first word."""
    command = [sys.executable, str(CHILD), str(folder), str(seed)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        timer = threading.Timer(seconds, child.kill)
        timer.start()
        lines = [first, *child.stdout]
        timer.join()
    assert first, "the child said nothing"
    return [line for line in lines if line.endswith("\n")]


def told(lines: list[str], known: dict[int, tuple[bool | None, str | None]]) -> None:
    """Bring star and name of every take up to what the child said."""
    for act, number, *rest in (line.split() for line in lines):
        star, name = known.get(int(number), (False, None))
        if act == "deleted":
            del known[int(number)]
        else:
            star = rest[0] == "True" if act == "starred" else star
            known[int(number)] = (star, rest[0] if act == "renamed" else name)


def takes_of(session: Session) -> dict[int, Take]:
    return {number: session.take(number) for number in session.newest(0, 10_000)[1]}


def test_a_killed_session_opens_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "session"
    dice = random.Random(20)
    known: dict[int, tuple[bool | None, str | None]] = {}
    for seed in range(ROUNDS):
        told(run_and_kill(folder, seed, dice.uniform(0.0, 0.12)), known)
        session = open_session(folder)
        takes = takes_of(session)
        check_files(folder, session, takes)
        check_told(takes, known)
        session.close()
        known = {number: (take.starred, take.name) for number, take in takes.items()}
    assert len(known) > ROUNDS


def check_files(folder: Path, session: Session, takes: dict[int, Take]) -> None:
    files = {path.name for path in (folder / "takes").iterdir()}
    assert files == {take.file for take in takes.values()}
    for number, take in takes.items():
        assert slate_in(session.path(number)) == slate_of(take)
        samples = session.read(number).samples
        assert samples.shape == (take.frames, 2)
        assert np.all(samples == np.float32(number / 1000))
        assert number in session.find(take.name, 0, 10_000)[1]


def check_told(takes: dict[int, Take], known: dict[int, tuple[bool | None, str | None]]) -> None:
    """All that was finished is there; the one act that was cut off may or may not have happened."""
    missing = known.keys() - takes.keys()
    others = [
        number
        for number, (star, name) in known.items()
        if number in takes and (takes[number].starred != star or (name is not None and takes[number].name != name))
    ]
    new = takes.keys() - known.keys()
    assert len(missing) + len(others) + len(new) <= 1
