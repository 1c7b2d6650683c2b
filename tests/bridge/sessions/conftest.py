"""A Warmtone with the odd models beside its own, and people who talk to it."""

from collections.abc import Iterator

import pytest

from tests.session import Client, Warmtone, running_warmtone


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warmtone]:
    with running_warmtone(tmp_path_factory.mktemp("odd"), "tests.bridge.with_odd_models") as warmtone:
        yield warmtone


@pytest.fixture
def person(odd: Warmtone) -> Iterator[Client]:
    with odd.client() as person:
        yield person


@pytest.fixture
def other(odd: Warmtone) -> Iterator[Client]:
    with odd.client() as other:
        yield other
