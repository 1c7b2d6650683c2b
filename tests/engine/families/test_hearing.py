"""Latents are heard as their sounds are described, each by itself."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.audio import Samples
from engine.descriptors.descriptors import RANGES, described
from engine.descriptors.scale import Scale
from engine.errors import RangeError
from engine.families.hearing import heard_shares, is_heard

RATE_HZ = 8000
SCALE = Scale(tuple((each.low, each.high) for each in RANGES.values()))


def decode(latent: Tensor) -> Iterator[Samples]:
    """Stereo blocks of 512 frames, one for each column."""
    for column in latent[0].T:
        yield np.repeat(column.numpy()[:, None], 2, axis=1)


def test_each_latent_is_heard_by_itself() -> None:
    latents = torch.randn(3, 512, 8, generator=torch.Generator().manual_seed(0)) / 4
    shares = heard_shares(latents, decode, RATE_HZ, SCALE)
    alone = described(latents[1].T.flatten().numpy(), RATE_HZ)
    assert shares.shape == (3, 5)
    assert shares[1, 1:].tolist() == pytest.approx(list(SCALE.to_share(alone))[1:], abs=1e-6)
    assert shares[:, 0].isnan().all(), "loudness is the gauge's"
    assert not torch.equal(shares[0], shares[1])


def test_what_does_not_sound_finite_is_refused() -> None:
    with pytest.raises(RangeError, match="finite"):
        heard_shares(torch.full((1, 512, 8), torch.nan), decode, RATE_HZ, SCALE)


def test_loudness_alone_is_not_heard() -> None:
    asked = torch.full((1, 5), torch.nan)
    assert not is_heard(asked)
    asked[0, 0] = 0.5
    assert not is_heard(asked)
    asked[0, 2] = 0.5
    assert is_heard(asked)
