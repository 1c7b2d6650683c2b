"""`python -m engine.training.ember`: a slice of a run of the generator on a cache of latents."""

import argparse
import os
import sys
from pathlib import Path

from engine.errors import WarmtoneError
from engine.training.telling import add_run_arguments, teller
from engine.training.wish import Wish


def main() -> None:
    """Read the arguments, train, and end with one sentence where that can't be done."""
    given = _arguments()
    # Read by torch when it is imported: threads that wait leave the cores to others.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if hasattr(os, "nice"):
        os.nice(10)
    from engine.learning_ember import train_ember

    wish = Wish(given.minutes, given.steps, given.batch, given.peak_rate, given.seed, given.weights)
    try:
        train_ember(given.latents, given.words, given.out, wish, progress=teller(), only=frozenset(given.only))
    except WarmtoneError as error:
        sys.exit(f"engine.training.ember: {error}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m engine.training.ember", description=__doc__)
    parser.add_argument("--latents", type=Path, required=True, help="cache of latents")
    parser.add_argument("--words", type=Path, required=True, help="folder with text_encoder/ and tokenizer/")
    parser.add_argument("--out", type=Path, default=Path("runs/ember"), help="folder of the run, begun or to begin")
    parser.add_argument("--batch", type=int, help="sounds in a step")
    parser.add_argument("--weights", type=Path, help="folder of an Ember that a new run begins with")
    parser.add_argument("--only", action="append", default=[], help="a category, or notes, to learn from alone")
    add_run_arguments(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
