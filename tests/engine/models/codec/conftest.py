"""A network whose first weights are drawn anew, so that these tests need none that were trained."""

import pytest
import torch

from engine.models.codec.framing import BINS
from engine.models.codec.network import Network


@pytest.fixture(scope="session")
def network() -> Network:
    """Untrained, but louder than it is born: angles and magnitudes spread as trained ones do."""
    torch.manual_seed(0)
    network = Network().eval().requires_grad_(False)
    network.decoder.heads.weight[: 2 * BINS] *= 8
    return network
