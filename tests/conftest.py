"""A Warmtone that many tests talk to, each with clients of its own."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.session import Client, Warmtone, running_warmtone

# As in the worker, and before any test imports torch: idle threads that spin cost minutes beside other processes.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# A run of the tests that outlives its terminal would have every Warmtone in them outlive theirs.
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session")
def warmtone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warmtone]:
    with running_warmtone(tmp_path_factory.mktemp("warmtone")) as warmtone:
        yield warmtone


@pytest.fixture
def client(warmtone: Warmtone) -> Iterator[Client]:
    with warmtone.client() as client:
        yield client
