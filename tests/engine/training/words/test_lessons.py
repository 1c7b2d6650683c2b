"""What a step is shown: sounds with prompts that fit, the more so the nearer their words are."""

import torch

from engine.training.words.lessons import fitting
from tests.engine.training.words.data import DOG, PIANO


def test_words_fit_their_own_sound_and_less_one_of_the_same_label() -> None:
    howling = type(DOG)("a dog far away", DOG.label, (), DOG.category, None, 1.0)
    shares = fitting([DOG, DOG, howling, PIANO], torch.device("cpu"))
    assert shares[0].tolist() == [1, 1, torch.tensor(0.3).item(), 0]
    assert shares[3].tolist() == [0, 0, 0, 1]
    assert torch.equal(shares, shares.T)
