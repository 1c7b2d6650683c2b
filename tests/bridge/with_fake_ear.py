"""`python -m tests.bridge.with_fake_ear --settings FILE`: Warmtone with the odd models and an ear for pitch."""

import sys
from pathlib import Path

from bridge.running import run_warmtone
from bridge.settings import read_settings
from tests.bridge.odd_models import odd_models
from tests.engine.fake_ear import FakeEarLoader

if __name__ == "__main__":
    run_warmtone(read_settings(Path(sys.argv[2]), {}), odd_models(), FakeEarLoader())
