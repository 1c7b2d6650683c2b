"""The ear's network: small, and blind to what stands beside or behind a sound."""

import pytest
import torch

from engine.models.ear.hearing import BANDS
from engine.models.ear.network import EMBEDDING, Ear


@pytest.fixture(scope="module")
def ear() -> Ear:
    torch.manual_seed(0)
    return Ear().eval()


def spectrogram(times: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(1, times, BANDS, generator=torch.Generator().manual_seed(seed))


def test_it_is_as_small_as_it_must_be(ear: Ear) -> None:
    assert sum(parameter.numel() for parameter in ear.parameters()) <= 1_200_000


@pytest.mark.parametrize("times", [1, 2, 7, 8, 50, 251])
def test_sounds_of_any_length_are_points_of_unit_length(ear: Ear, times: int) -> None:
    points = ear(spectrogram(times))
    assert points.shape == (1, EMBEDDING)
    assert points.norm(dim=1).tolist() == pytest.approx([1.0], abs=1e-5)


@torch.inference_mode()
def test_neither_padding_nor_a_longer_neighbour_moves_a_sound(ear: Ear) -> None:
    lengths = [1, 5, 8, 19, 60, 100]
    alone = [spectrogram(length, seed=length) for length in lengths]
    # What is padded with is no silence: nothing of it may be heard.
    batch = torch.full((len(lengths), 117, BANDS), 0.7)
    mask = torch.arange(117) < torch.tensor(lengths)[:, None]
    for row, sound in zip(batch, alone, strict=True):
        row[: sound.shape[1]] = sound[0]
    assert torch.allclose(ear(batch, mask), torch.cat([ear(sound) for sound in alone]), atol=1e-5)


@torch.inference_mode()
def test_it_hears_how_high_how_long_and_in_which_order(ear: Ear) -> None:
    low = torch.zeros(1, 64, BANDS)
    low[:, :32, 4:8] = 1
    high, late, long = low.roll(32, dims=2), low.flip(1), low.repeat(1, 2, 1)
    points = torch.cat([ear(sound) for sound in (low, high, late, long)])
    assert (torch.cdist(points[:1], points[1:]) > 1e-3).all()


def test_every_weight_learns(ear: Ear) -> None:
    ear(torch.cat((spectrogram(40), spectrogram(40, seed=1))))[:, :64].sum().backward()
    assert [name for name, weight in ear.named_parameters() if weight.grad is None] == []
    ear.zero_grad()


@torch.inference_mode()
def test_in_bfloat16_it_places_nearly_the_same(ear: Ear) -> None:
    sound = spectrogram(100)
    with torch.autocast("cpu", torch.bfloat16):
        rounded = ear(sound)
    assert rounded.dtype == torch.float32
    assert float((rounded * ear(sound)).sum()) > 0.99
