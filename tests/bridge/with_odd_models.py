"""`python -m tests.bridge.with_odd_models --settings FILE`: Warmtone with the odd models beside its own.

At its end it leaves the names of all modules that the bridge had imported in FILE's folder, for a test to read.
"""

import sys
from pathlib import Path

from bridge.running import run_warmtone
from bridge.settings import read_settings
from tests.bridge.odd_models import odd_models

MODULES = "modules.txt"

if __name__ == "__main__":
    file = Path(sys.argv[2])
    run_warmtone(read_settings(file, {}), odd_models())
    (file.parent / MODULES).write_text("\n".join(sorted(sys.modules)))
