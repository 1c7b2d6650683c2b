"""What a run on a bare machine is asked in words, and how it tells where it is."""

import argparse
import time
from collections.abc import Callable

_EVERY_SECONDS = 10.0


def teller() -> Callable[[object], None]:
    """Prints a line every ten seconds."""
    told = time.monotonic() - _EVERY_SECONDS

    def tell(status: object) -> None:
        nonlocal told
        if time.monotonic() - told >= _EVERY_SECONDS:
            told = time.monotonic()
            print(status, flush=True)

    return tell


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """What every run may be asked."""
    parser.add_argument("--minutes", type=float, help="stop by the clock, with a checkpoint")
    parser.add_argument("--steps", type=int, help="steps of the whole run, all slices together")
    parser.add_argument("--peak-rate", type=float, help="highest learning rate")
    parser.add_argument("--seed", type=int, help="of every draw")
