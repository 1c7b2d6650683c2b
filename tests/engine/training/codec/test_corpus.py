"""What is drawn from a corpus, how often, and what is done to it on its way through the codec."""

import pytest
import torch

from engine.errors import MissingError
from engine.models.codec.framing import HOP, LATENT_HOP, SIZE
from engine.training.codec.corpus import ClipFacts, Corpus, chances, crops, joined, validation_crops
from engine.training.codec.disturbing import disturbed_frames
from engine.training.codec.plan import CROP, CROP_LATENTS, Plan
from engine.training.rates import memory_at


def corpus(*clips: tuple[str, float, bool, int]) -> Corpus:
    """Clips of (category, bandwidth in hertz, valid, frames); each counts its samples up from 1."""
    sounds = [torch.arange(1, frames + 1) / 100_000 for *_, frames in clips]
    return joined(sounds, [ClipFacts(category, "label", valid, hertz) for category, hertz, valid, _ in clips])


def test_digits_are_few_full_band_clips_many_and_validation_clips_none() -> None:
    several = corpus(
        *[("spoken_digits", 4_000.0, False, 40_000)] * 50,
        *[("drums", 22_050.0, False, 40_000)] * 2,
        *[("drums", 10_000.0, False, 40_000)] * 2,
        ("drums", 22_050.0, True, 40_000),
    )
    odds = chances(several)
    assert odds[:50].sum() / odds.sum() < 0.05
    assert float(odds[50]) == pytest.approx(2.5 * float(odds[52]), rel=1e-3)
    assert odds[-1] == 0


def test_crops_are_parts_of_clips_and_silence_around_them() -> None:
    several = corpus(("drums", 20_000.0, False, 9_000), ("drums", 20_000.0, True, 9_000))
    drawn = crops(several, chances(several), 20, torch.Generator().manual_seed(0))
    assert drawn.shape == (20, CROP)
    for crop in drawn:
        inside = crop.nonzero()[:, 0]
        assert len(inside) <= 9_000
        # The clip counts up evenly: so does every part of it, at whatever loudness and polarity.
        steps = crop[inside[0] : inside[-1] + 1].diff()
        assert steps.abs().max() == pytest.approx(float(steps.abs().min()), rel=0.2)
    assert len({int(crop.nonzero()[0]) for crop in drawn}) > 10
    assert {float(crop.sum().sign()) for crop in drawn} == {-1.0, 1.0}


def test_validation_hears_the_beginnings_of_validation_clips_without_digits() -> None:
    several = corpus(
        ("drums", 20_000.0, False, 900), ("drums", 20_000.0, True, 700), ("spoken_digits", 4_000.0, True, 800)
    )
    (only,) = validation_crops(several, 10)
    assert torch.equal(only[:700], several.clip(1))
    assert not only[700:].any()


@pytest.mark.parametrize("valid", [False, True])
def test_a_set_without_clips_of_both_kinds_is_refused(valid: bool) -> None:
    with pytest.raises(MissingError, match="give a set with both"):
        corpus(("drums", 20_000.0, valid, 100))


def test_where_frames_jump_to_another_sound_so_does_what_they_should_sound_like() -> None:
    count = 40
    latents = torch.arange(count, dtype=torch.float32)[:, None, None].expand(count, CROP_LATENTS, SIZE).clone()
    true = torch.arange(count, dtype=torch.float32)[:, None].expand(count, CROP).clone()
    frames, expected = disturbed_frames(latents, true, torch.Generator().manual_seed(0))
    who = frames[..., :SIZE].mean(2).round()[:, : CROP_LATENTS * LATENT_HOP // HOP]
    jumped = (who != who[:, :1]).any(1)
    assert 3 <= jumped.sum() <= 15
    # Away from the fade both say the same; a frame's middle is the sample where its number of hops ends.
    middle = expected[:, ::HOP]
    fading = (middle != middle.round()) | (middle != who)
    assert fading.sum(1).max() <= 3
    assert not fading[~jumped].any()


def test_a_plan_warms_up_falls_and_calls_the_critic_late() -> None:
    plan = Plan(steps=1000, batch=4, peak_rate=1e-3, seed=0)
    rates = [plan.rate(step) for step in range(1000)]
    assert rates.index(max(rates)) == pytest.approx(199, abs=1)
    assert rates[0] < 1e-5
    assert rates[-1] == pytest.approx(2e-5, rel=0.1)
    assert [plan.has_critic(step) for step in (499, 500)] == [False, True]
    assert memory_at(0) < 0.2 < 0.99 < memory_at(999)
