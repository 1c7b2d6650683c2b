"""A Warmtone that many tests talk to, each with clients of its own."""

from collections.abc import Iterator

import pytest

from tests.session import Client, Warmtone, running_warmtone


@pytest.fixture(scope="session")
def warmtone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warmtone]:
    with running_warmtone(tmp_path_factory.mktemp("warmtone")) as warmtone:
        yield warmtone


@pytest.fixture
def client(warmtone: Warmtone) -> Iterator[Client]:
    with warmtone.client() as client:
        yield client
