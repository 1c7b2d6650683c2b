"""What is done to sounds: as much as was asked for, and nothing that their captions deny."""

from random import Random

import pytest
import torch

from engine.models.codec.framing import LATENT_HOP, RATE_HZ
from engine.training.ember.mixing import after_each_other, together
from engine.training.ember.variants import Variant, drawn_variant, transposed, varied
from tests.engine.training.ember.fakes import facts


def tone(hertz: float, frames: int = 20_000) -> torch.Tensor:
    return 0.5 * torch.sin(2 * torch.pi * hertz * torch.arange(frames) / RATE_HZ)


def pitch_of(samples: torch.Tensor) -> float:
    """The strongest frequency in hertz, between bins by a parabola of logarithms."""
    size = torch.fft.rfft(samples * torch.hann_window(len(samples))).abs().log()
    top = int(size.argmax())
    before, here, after = size[top - 1 : top + 2].tolist()
    return (top + (before - after) / 2 / (before - 2 * here + after)) * RATE_HZ / len(samples)


@pytest.mark.parametrize("semitones", [-6, -1, 3, 6])
def test_a_transposed_sound_is_as_much_higher_and_shorter_as_its_note_says(semitones: int) -> None:
    ratio = 2 ** (semitones / 12)
    moved = transposed(tone(440), semitones)
    assert len(moved) == round(20_000 / ratio)
    assert pitch_of(moved) == pytest.approx(440 * ratio, rel=3e-4)
    inside = moved[2000:-2000]
    assert inside.abs().max() == pytest.approx(0.5, abs=0.01)


def test_nothing_above_half_the_rate_comes_back_below_it() -> None:
    assert transposed(tone(20_000), 6.0)[3000:-3000].abs().max() < 0.01


def test_a_variant_is_softer_and_later() -> None:
    moved = varied(tone(440, 1000), Variant(gain_db=-20.0, frames_later=300))
    assert not moved[:300].any()
    torch.testing.assert_close(moved[300:], 0.1 * tone(440, 1000))


def test_only_what_keeps_its_name_is_transposed_and_none_is_louder() -> None:
    random = Random(0)
    footsteps = [drawn_variant(facts("footstep", "foley"), random) for _ in range(100)]
    flutes = [drawn_variant(facts("flute", "instruments"), random) for _ in range(100)]
    bells = [drawn_variant(facts("bell", "foley", note=60.0), random) for _ in range(100)]
    assert {each.semitones for each in footsteps} == {0}
    for drawn in (flutes, bells):
        assert {each.semitones for each in drawn} == set(range(-6, 7))
    assert all(-12 <= each.gain_db <= 0 and 0 <= each.frames_later < LATENT_HOP for each in footsteps + flutes)
    assert 20 < sum(each.frames_later > 0 for each in flutes) < 60


def test_two_at_once_are_their_sum_and_no_louder_than_clips_are() -> None:
    both = together(tone(440, 1000), tone(660, 1500))
    assert len(both) == 1500
    torch.testing.assert_close(both[1000:] / both[1200], tone(660, 1500)[1000:] / tone(660, 1500)[1200])
    assert both.abs().max() <= 0.892
    soft = together(0.1 * tone(440, 1000), 0.1 * tone(660, 1000))
    torch.testing.assert_close(soft, 0.1 * (tone(440, 1000) + tone(660, 1000)))


def test_one_after_the_other_leaves_a_moment_between() -> None:
    one = after_each_other(tone(440, 1000), tone(660, 1500))
    torch.testing.assert_close(one[:1000], tone(440, 1000))
    torch.testing.assert_close(one[-1500:], tone(660, 1500))
    gap = one[1000:-1500]
    assert len(gap) == round(0.05 * RATE_HZ)
    assert not gap.any()
