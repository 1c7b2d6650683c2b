"""`python -m tests.bridge.with_slow_disk --settings FILE`: Warmtone on a disk that takes 30 ms to flush a file."""

import os
import sys
import time
from pathlib import Path

from bridge.running import run_warmtone
from bridge.settings import read_settings
from engine import catalogue

FLUSH_SECONDS = 0.03
_fsync = os.fsync


def flush_slowly(file: int) -> None:
    time.sleep(FLUSH_SECONDS)
    _fsync(file)


if __name__ == "__main__":
    os.fsync = flush_slowly  # type: ignore[assignment]
    run_warmtone(read_settings(Path(sys.argv[2]), {}), catalogue())
