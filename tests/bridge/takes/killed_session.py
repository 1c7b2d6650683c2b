"""A session at work until it is killed: `python killed_session.py FOLDER SEED`. Says on stdout what is finished."""

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


if __name__ == "__main__":
    dice = random.Random(int(sys.argv[2]))
    session = open_session(Path(sys.argv[1]))
    while True:
        print(work(session, dice), flush=True)
