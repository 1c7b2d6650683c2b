"""`python -m tests.bridge.with_faulty_models --settings FILE`: Warmtone with the faulty models instead of its own."""

import sys
from pathlib import Path

from bridge.running import run_warmtone
from bridge.settings import read_settings
from tests.engine.faulty_models import faulty_models

if __name__ == "__main__":
    run_warmtone(read_settings(Path(sys.argv[2]), {}), faulty_models())
