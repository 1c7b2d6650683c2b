import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evaluation.judge.augment import Chance, augmented, overlaid, share_of_softer
from engine.evaluation.judge.hearing import BANDS, FRAMES, WINDOWS


@given(st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_what_comes_out_is_as_large_and_within_bounds(seed: int) -> None:
    piece = torch.rand(len(WINDOWS), FRAMES, BANDS, generator=torch.Generator().manual_seed(seed))
    before = piece.clone()
    changed = augmented(piece, Chance(seed))
    assert changed.shape == piece.shape
    assert 0 <= float(changed.min()) <= float(changed.max()) <= 1.25
    assert torch.equal(piece, before)
    assert torch.equal(changed, augmented(piece, Chance(seed)))


def test_of_two_sounds_the_louder_is_heard_in_every_band() -> None:
    one, other = torch.tensor([0.5, 0.2]), torch.tensor([0.5, 0.5])
    # 8 dB are a tenth of the 80 dB between floor and full level.
    assert torch.allclose(overlaid(one, other, 8.0), torch.tensor([0.5, 0.4]))
    assert share_of_softer(20.0) == 1 / 11
