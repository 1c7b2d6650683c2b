"""`python -m engine.training.codec`: a slice of a run on a machine that has nothing but torch and numpy."""

import argparse
import os
import sys
from pathlib import Path

from engine.errors import WarmtoneError
from engine.training.codec.wish import Wish
from engine.training.telling import add_run_arguments, teller


def main() -> None:
    """Read the arguments, train, and end with one sentence where that can't be done."""
    given = _arguments()
    # Read by torch when it is imported: threads that wait leave the cores to others.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from engine.training.codec.pack.unpacking import read_pack
    from engine.training.codec.run import train

    try:
        train(read_pack(given.pack), given.out, _wish(given), teller())
    except WarmtoneError as error:
        sys.exit(f"engine.training.codec: {error}")


def _wish(given: argparse.Namespace) -> Wish:
    return Wish(
        minutes=given.minutes,
        steps=given.steps,
        batch=given.batch,
        peak_rate=given.peak_rate,
        seed=given.seed,
        critic_from=given.critic_from,
        parts=given.parts,
        weights=given.weights,
        keep_latents=given.keep_latents or None,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m engine.training.codec", description=__doc__)
    parser.add_argument("--pack", type=Path, required=True, help="file that `warmtone train pack` wrote")
    parser.add_argument("--out", type=Path, default=Path("runs/codec"), help="folder of the run, begun or to begin")
    parser.add_argument("--batch", type=int, help="crops of 0.74 s in a step")
    add_run_arguments(parser)
    parser.add_argument("--critic-from", type=float, help="share of the steps before the critic takes part; 0.5")
    parser.add_argument("--parts", action="store_true", help="also write the files that travel, each under 16 MiB")
    parser.add_argument("--keep-latents", action="store_true", help="a new run leaves the encoder as it is")
    parser.add_argument("--weights", type=Path, help="diffusion_pytorch_model.safetensors that a new run begins with")
    return parser.parse_args()


if __name__ == "__main__":
    main()
