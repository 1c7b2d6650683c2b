"""What is true of every family: lengths, guidance, batches, and the same bits for the same call."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine import RangeError
from engine.audio import Samples
from engine.families.columns import columns_of, first_frames, window_of
from engine.families.family import Family
from engine.families.loading import load_family
from tests.engine.families.conftest import FAMILIES

SECONDS = 0.4


def sound(family: Family, frames: int) -> Samples:
    samples: Samples = 0.2 * np.random.default_rng(7).standard_normal((frames, family.card.channels), np.float32)
    return samples


def noise(family: Family, batch: int) -> torch.Tensor:
    columns = columns_of(round(SECONDS * family.card.rate_hz), family.card)
    return torch.randn(family.card.latent_shape(batch, columns), generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("frames", [1, 63, 640, 641, 5000])
def test_a_sound_there_and_back_has_its_frames(family: Family, frames: int) -> None:
    latent = family.encode(sound(family, frames))
    assert latent.shape == family.card.latent_shape(1, window_of(frames, family.card))
    assert latent.dtype == torch.float32
    blocks = list(first_frames(family.decode(latent), frames))
    assert {(block.dtype, block.shape[1]) for block in blocks} == {(np.dtype(np.float32), family.card.channels)}
    whole = np.concatenate(blocks)
    assert len(whole) == frames
    assert np.abs(whole).max() <= 1


@pytest.mark.parametrize("guidance", [1.0, 3.0])
def test_a_batch_is_as_its_rows_are_alone(family: Family, guidance: float) -> None:
    prompts, negatives = ["a very long dark pad", "bell"], ["", "hiss"]
    together = family.denoise(family.condition(prompts, negatives, SECONDS), guidance)(noise(family, 2), 1.5)
    for row in range(2):
        condition = family.condition([prompts[row]], [negatives[row]], SECONDS)
        alone = family.denoise(condition, guidance)(noise(family, 2)[[row]], 1.5)
        torch.testing.assert_close(together[[row]], alone, atol=2e-5, rtol=1e-5)


def test_the_same_call_gives_the_same_bits(family: Family) -> None:
    def once() -> torch.Tensor:
        return family.denoise(family.condition(["a pad"], ["hiss"], SECONDS), 2.0)(noise(family, 1), 2.0)

    first = once()
    heard = list(family.decode(first))
    assert torch.equal(first, once())
    np.testing.assert_array_equal(np.concatenate(heard), np.concatenate(list(family.decode(first))))


@pytest.mark.parametrize("name", FAMILIES)
def test_bfloat16_is_close_and_leaves_sound_in_float32(name: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(f"{name}_folder")
    exact, coarse = load_family(path, "float32"), load_family(path, "bfloat16")
    clean = [
        family.denoise(family.condition(["a pad"], [""], SECONDS), 1)(noise(family, 1), 2.0)
        for family in (exact, coarse)
    ]
    assert 0 < (clean[0] - clean[1]).std() / clean[0].std() < 0.1
    assert {tensor.dtype for tensor in clean} == {torch.float32}
    heard = [np.concatenate(list(family.decode(clean[0]))) for family in (exact, coarse)]
    np.testing.assert_array_equal(heard[0], heard[1])
    assert (exact.card.precision, coarse.card.precision) == ("float32", "bfloat16")
    assert exact.card.weights == coarse.card.weights


@pytest.mark.parametrize(
    ("prompts", "negatives", "seconds", "says"),
    [
        ([], [], 1.0, "one negative"),
        (["a"], [], 1.0, "one negative"),
        (["a"], [""], 0.0, "0 were asked for"),
        (["a"], [""], 20.1, "ask for less"),
        (["a"], [""], float("nan"), "nan were asked for"),
    ],
)
def test_what_it_can_not_make_is_refused(
    family: Family, prompts: list[str], negatives: list[str], seconds: float, says: str
) -> None:
    with pytest.raises(RangeError, match=says):
        family.condition(prompts, negatives, seconds)


def test_two_latents_are_not_decoded_as_one_sound(family: Family) -> None:
    with pytest.raises(RangeError, match="One latent"):
        list(family.decode(noise(family, 2)))
