"""A gauge tells five shares of latents of any length, of each by itself, and knows its scale."""

import pytest
import torch

from engine.descriptors.descriptors import RANGES
from engine.errors import ModelError
from engine.models.gauge import Gauge

QUANTILES = [[each.low, each.high] for each in RANGES.values()]


def test_it_tells_five_shares_of_each_latent_by_itself() -> None:
    gauge: Gauge = Gauge(QUANTILES).eval()
    latents = torch.randn(3, 64, 20, generator=torch.Generator().manual_seed(0))
    shares = gauge(latents)
    assert shares.shape == (3, 5)
    torch.testing.assert_close(gauge(latents[1:2]), shares[1:2])
    assert gauge(latents[:, :, :1]).isfinite().all()


def test_its_scale_is_the_one_it_was_given() -> None:
    gauge: Gauge = Gauge(QUANTILES)
    assert gauge.scale.from_share([0.0] * 5) == tuple(each.low for each in RANGES.values())


def test_a_scale_that_is_none_is_refused() -> None:
    with pytest.raises(ModelError, match="rising numbers"):
        Gauge(QUANTILES[:4])


def test_slopes_are_spread_as_latents_vary_and_smoothly() -> None:
    gauge: Gauge = Gauge(QUANTILES)
    gauge.covariance[0, 1] = gauge.covariance[1, 0] = 0.5
    slopes = torch.zeros(2, 3, 64, 80)
    slopes[1, 2, 0, 40] = 1.0
    ways = gauge.spread(slopes)
    assert not ways[0].any()
    assert not ways[1, :2].any()
    assert float(ways[1, 2, 0].sum()) == pytest.approx(1.0), "no more and no less in all"
    assert float(ways[1, 2, 0].argmax()) == 40
    assert float(ways[1, 2, 0].max()) < 0.2, "neighbours move along"
    torch.testing.assert_close(ways[1, 2, 1], 0.5 * ways[1, 2, 0])
    assert not ways[1, 2, 2:].any()


def test_a_sound_of_one_column_is_spread_as_well() -> None:
    gauge: Gauge = Gauge(QUANTILES)
    torch.testing.assert_close(gauge.spread(torch.ones(1, 1, 64, 1)), torch.ones(1, 1, 64, 1))
