"""The network that ships: what is promised of streams is promised of its weights."""

import pytest

from engine.models.codec.codec import load_codec
from engine.models.codec.network import Network


@pytest.fixture(scope="session")
def network() -> Network:
    return load_codec().weights.network
