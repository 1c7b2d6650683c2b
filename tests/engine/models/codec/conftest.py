"""A network whose first weights are drawn anew, so that these tests need none that were trained."""

import pytest
import torch

from engine.models.codec.framing import BINS
from engine.models.codec.network import Network


@pytest.fixture(scope="session")
def network() -> Network:
    """Untrained, but as loud as sound is, with levels that spread as trained ones do."""
    torch.manual_seed(0)
    network = Network().eval().requires_grad_(False)
    network.decoder.linear.bias -= 4
    network.decoder.heads.weight[:BINS] *= 40
    return network
