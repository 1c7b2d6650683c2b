"""Sessions at work until they are killed: `python killed_session.py`, with "SEED FOLDER" a line on stdin for each.

All that is imported is there before the first of them: each is a fork, and begins within milliseconds. It says on
stdout who it is, then what is finished; "ended" follows when it is dead.
"""

import os
import random
import sys
from pathlib import Path

import numpy as np

from bridge.takes import Session, open_session
from engine import Audio


def work(session: Session, dice: random.Random) -> str:
    number = session.next_number
    known = session.newest(0, 20)[1]
    act = dice.choice(["save", "save", "star", "rename", "delete"]) if len(known) > 3 else "save"
    if act == "save":
        samples = np.full((dice.randint(1, 30_000), 2), number / 1000, np.float32)
        session.save(Audio(samples, 48000), number=number, prompt=f"prompt {number} " * dice.randint(1, 50))
        return f"saved {number}"
    chosen = dice.choice(known)
    if act == "delete":
        session.delete(chosen)
        return f"deleted {chosen}"
    if act == "star":
        return f"starred {chosen} {session.star(chosen, dice.random() < 0.5).starred}"
    return f"renamed {chosen} {session.rename(chosen, f'name-{dice.randint(1, 10**9)}').name}"


def say(line: str) -> None:
    # One call of the system: a line is said in whole or not at all.
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def work_for_ever(folder: Path, seed: int) -> None:
    dice = random.Random(seed)
    session = open_session(folder)
    while True:
        say(work(session, dice))


if __name__ == "__main__":
    for line in sys.stdin:
        seed, folder = line.rstrip("\n").split(" ", 1)
        child = os.fork()
        if child == 0:
            say(f"begun {os.getpid()}")
            work_for_ever(Path(folder), int(seed))
        os.waitpid(child, 0)
        say("ended")
