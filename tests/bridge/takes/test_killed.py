"""Sessions killed at 50 moments: nothing half is left, nothing finished is lost, index and files agree."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bridge.takes import Session, Take, open_session
from bridge.takes.take import slate_of
from bridge.takes.wav_file import slate_in

FOLDERS = 5
KILLS_A_FOLDER = 10
LONGEST_LIFE_SECONDS = 0.15
CHILD = Path(__file__).with_name("killed_session.py")
ROOT = Path(__file__).parents[3]

Sessions = subprocess.Popen[str]


@contextmanager
def sessions() -> Iterator[Sessions]:
    """Where sessions are born that will be killed."""
    with subprocess.Popen(
        [sys.executable, str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as parent:
        yield parent
        parent.communicate(timeout=10)


def run_and_kill(parent: Sessions, folder: Path, seed: int, seconds: float) -> list[str]:
    """What a session said it had finished until it was killed, so long after it began to open."""
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(f"{seed} {folder}\n")
    parent.stdin.flush()
    begun, process = parent.stdout.readline().split()
    assert begun == "begun"
    timer = threading.Timer(seconds, os.kill, (int(process), signal.SIGKILL))
    timer.start()
    lines = list(iter(parent.stdout.readline, "ended\n"))
    timer.join()
    return lines


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


def test_killed_sessions_open_as_they_were(tmp_path: Path) -> None:
    dice = random.Random(20)
    with sessions() as parent:
        acts = [kill_again_and_again(parent, tmp_path / f"session {number}", dice) for number in range(FOLDERS)]
    assert sum(acts) > FOLDERS * KILLS_A_FOLDER


def kill_again_and_again(parent: Sessions, folder: Path, dice: random.Random) -> int:
    """How many acts were finished in all."""
    acts = 0
    known: dict[int, tuple[bool | None, str | None]] = {}
    for _ in range(KILLS_A_FOLDER):
        lines = run_and_kill(parent, folder, dice.randrange(1 << 30), dice.uniform(0.0, LONGEST_LIFE_SECONDS))
        acts += len(lines)
        told(lines, known)
        session = open_session(folder)
        takes = takes_of(session)
        check_files(folder, session, takes)
        check_told(takes, known)
        session.close()
        known = {number: (take.starred, take.name) for number, take in takes.items()}
    return acts


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
