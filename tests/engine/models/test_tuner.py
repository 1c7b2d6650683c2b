"""A tuner hears evidence for each note in each column, and not the number that says the pitch."""

import torch

from engine.models.tuner import HIGHEST_NOTE, LOWEST_NOTE, Tuner

LATENTS = torch.randn(2, 64, 7, generator=torch.Generator().manual_seed(0))


def test_it_hears_each_note_in_each_column() -> None:
    evidence = Tuner()(LATENTS)
    assert evidence.shape == (2, HIGHEST_NOTE - LOWEST_NOTE + 1, 7)


def test_odds_are_those_of_a_note_against_all_others() -> None:
    tuner: Tuner = Tuner()
    shares = tuner(LATENTS).softmax(1)
    for note in (LOWEST_NOTE, 60, HIGHEST_NOTE):
        share = shares[:, note - LOWEST_NOTE]
        torch.testing.assert_close(tuner.odds(LATENTS, note), torch.log(share / (1 - share)), atol=1e-4, rtol=1e-4)


def test_the_number_that_says_the_pitch_is_not_heard() -> None:
    tuner: Tuner = Tuner()
    others = LATENTS.clone()
    others[:, -1] += 5
    assert torch.equal(tuner(others), tuner(LATENTS))
