"""Where sampling starts: seeds that mean the same noise everywhere, variations, sources under noise, morphs."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.diffusion.noise import drawn_from, generators_of
from engine.diffusion.start import between, noise_of, noised, rotated
from engine.errors import RangeError

SHAPE = (8, 512)
ONE, OTHER = noise_of([1], SHAPE), noise_of([2], SHAPE)


def test_a_seed_is_the_same_noise_in_any_batch() -> None:
    batch = noise_of([7, 1, 7], SHAPE)
    assert torch.equal(batch[1:2], ONE)
    assert torch.equal(batch[0], batch[2])
    assert batch.dtype == torch.float32
    assert float(batch.std()) == pytest.approx(1, abs=0.02)


def test_a_draw_goes_on_where_the_last_one_ended() -> None:
    draw = drawn_from(generators_of([1]))
    assert torch.equal(draw(ONE), ONE)
    assert not torch.equal(draw(ONE), ONE)


def test_each_item_needs_a_seed() -> None:
    with pytest.raises(ValueError, match="zip"):
        drawn_from(generators_of([1, 2, 3]))(noise_of([1, 2], SHAPE))


@given(amount=st.floats(0, 1))
def test_a_variation_starts_from_normal_noise(amount: float) -> None:
    varied = rotated(ONE, OTHER, amount)
    assert float(varied.std()) == pytest.approx(1, abs=0.05)
    alike = float((varied * ONE).mean() / (varied.std() * ONE.std()))
    assert alike == pytest.approx(math.sqrt(1 - amount**2), abs=0.05)


def test_the_ends_of_a_variation_and_of_a_morph_are_exact() -> None:
    for way in (rotated, between):
        assert torch.equal(way(ONE, OTHER, 0), ONE)
        assert torch.equal(way(ONE, OTHER, 1), OTHER)


@given(share=st.floats(0, 1))
def test_a_morph_keeps_its_variance_where_a_straight_line_loses_it(share: float) -> None:
    morphed = between(ONE, OTHER, share)
    assert float(morphed.std()) == pytest.approx(1, abs=0.05)
    assert float(torch.lerp(ONE, OTHER, 0.5).std()) < 0.75


def test_a_morph_walks_each_item_by_itself_and_stays_where_both_are_one() -> None:
    items = torch.cat([ONE, OTHER])
    torch.testing.assert_close(between(items, torch.cat([ONE, ONE]), 0.3)[:1], ONE)
    assert torch.equal(between(items, items.flip(0), 0.3)[1:], between(OTHER, ONE, 0.3))


def test_a_source_under_no_noise_is_the_source() -> None:
    assert torch.equal(noised(ONE, OTHER, 0.0), ONE)
    assert float((noised(ONE, OTHER, 3.0) - ONE).std()) == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan])
def test_amounts_and_shares_outside_of_0_to_1_are_refused(value: float) -> None:
    with pytest.raises(RangeError, match="amount of a variation goes from 0 to 1"):
        rotated(ONE, OTHER, value)
    with pytest.raises(RangeError, match="share of a morph goes from 0 to 1"):
        between(ONE, OTHER, value)
