"""Disturbed spectrograms say the same of a sound, and are never the same."""

import torch

from engine.models.ear.hearing import BANDS
from engine.training.words.disturbing import disturbed

COUNT, TIMES = 64, 40


def steps() -> torch.Tensor:
    """A sound at a middling level whose middle bands are louder."""
    spectrograms = torch.full((COUNT, TIMES, BANDS), 0.4)
    spectrograms[..., 24:32] = 0.7
    return spectrograms


def result(sounds: torch.Tensor, pitched: bool = False, lasting: int = TIMES, seed: int = 0) -> torch.Tensor:
    mask = (torch.arange(TIMES) < lasting).expand(COUNT, TIMES)
    return disturbed(sounds, mask, torch.full((COUNT,), pitched), torch.Generator().manual_seed(seed))


def edges(made: torch.Tensor) -> list[int]:
    """Where the loud bands begin in each, of those that have no hole around there."""
    levels = made.amax(dim=1)
    whole = levels[:, 16:36].amin(dim=1) > 0.2
    return (levels.diff(dim=1)[:, 18:30].argmax(dim=1) + 19)[whole].tolist()


def test_the_same_seed_gives_the_same_and_each_sound_its_own() -> None:
    assert torch.equal(result(steps()), result(steps()))
    assert not torch.equal(result(steps()), result(steps(), seed=1))
    assert len({tuple(each.flatten().tolist()) for each in result(steps())}) == COUNT


def test_what_comes_is_left_as_it_was() -> None:
    sounds = steps()
    result(sounds)
    assert torch.equal(sounds, steps())


def test_values_stay_within_their_range_and_nothing_sounds_behind_the_end() -> None:
    for sounds in (torch.zeros(COUNT, TIMES, BANDS), steps(), torch.ones(COUNT, TIMES, BANDS)):
        made = result(sounds, lasting=25)
        assert 0 <= made.min() <= made.max() <= 1
        assert made[:, 25:].eq(0).all()


def test_pitch_moves_by_a_band_at_most_and_not_at_all_where_it_is_known() -> None:
    assert set(edges(result(steps()))) == {23, 24, 25}
    assert set(edges(result(steps(), pitched=True))) == {24}


def test_most_of_a_sound_is_still_there() -> None:
    kept = result(steps()) > 0.25
    assert kept.float().mean() > 0.8
    # No sound loses more than its bands above 4.6 kHz, a hole of ten bands, and a pause of a seventh.
    assert kept.float().mean(dim=(1, 2)).min() > (40 - 10) / 64 * 0.85


def test_silence_is_silent_or_hisses_evenly_in_all_bands() -> None:
    made = result(torch.zeros(COUNT, TIMES, BANDS))
    hissing = made.mean(dim=(1, 2)) > 0.01
    assert 8 <= hissing.sum() <= 30
    assert made[~hissing].max() < 0.2
    assert made.max() < 0.375 + 0.2
