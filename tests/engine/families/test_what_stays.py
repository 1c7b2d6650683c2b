"""What a network that fills in is told: 1 where a sound stays, and the sound's latent there."""

import pytest
import torch

from engine import RangeError
from engine.families.stable_audio3 import StableAudio3
from engine.families.what_stays import what_stays
from tests.engine.families.test_stable_audio3 import PROMPT, SECONDS


def test_it_is_told_what_stays_and_nothing_of_the_rest(stable_audio3: StableAudio3) -> None:
    mask = (torch.arange(50) >= 20)[None, None]
    (told,) = what_stays(stable_audio3.transformer, mask, torch.full((2, 8, 50), 3.0))
    assert told.shape == (2, 9, 50)
    assert torch.equal(told[:, 0], (~mask[:, 0]).float().expand(2, -1))
    assert torch.equal(told[:, 1:, :20], torch.full((2, 8, 20), 3.0))
    assert not told[:, 1:, 20:].any()


def test_without_a_mask_it_is_told_nothing(stable_audio3: StableAudio3) -> None:
    assert what_stays(stable_audio3.transformer, None, None) == ()


@pytest.mark.parametrize(
    ("mask", "known", "says"),
    [
        (torch.ones(1, 1, 50) > 0, None, "give both or none"),
        (None, torch.ones(1, 8, 50), "give both or none"),
        (torch.ones(1, 1, 49) > 0, torch.ones(1, 8, 50), "50 columns"),
        (torch.ones(1, 8, 50) > 0, torch.ones(1, 8, 50), "50 columns"),
        (torch.ones(1, 1, 50), torch.ones(1, 8, 50), "torch.float32 of"),
    ],
)
def test_a_mask_that_does_not_fit_is_refused(
    stable_audio3: StableAudio3, mask: torch.Tensor | None, known: torch.Tensor | None, says: str
) -> None:
    with pytest.raises(RangeError, match=says):
        stable_audio3.denoise(stable_audio3.condition([PROMPT], [""], SECONDS), 1, mask, known)
