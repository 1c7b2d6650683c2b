"""A stream in whatever pieces gives the samples of the whole; several streams give what each gives alone."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as some
from torch import Tensor

from engine.models.codec.framing import (
    FRAME,
    HOP,
    LAG,
    LATENT_HOP,
    PHASE,
    RATE_HZ,
    SIZE,
    frames_of_all,
    offset_frames,
)
from engine.models.codec.network import Network
from engine.models.codec.streaming import StreamingDecoder

COUNT = 40


def sound() -> Tensor:
    """A hit that rings, then a hiss (1, samples)."""
    seconds = torch.arange(6 * LATENT_HOP) / RATE_HZ
    noise = torch.randn(len(seconds), generator=torch.Generator().manual_seed(0))
    ringing = sum((torch.sin(2 * torch.pi * 220 * n * seconds) / n for n in range(1, 9)), torch.zeros(()))
    hit = torch.exp(-20 * seconds) * (0.3 * noise + 0.3 * ringing)
    return torch.where(seconds < 0.2, hit, 0.1 * noise)[None]


@pytest.fixture(scope="module")
def frames(network: Network) -> Tensor:
    """Frames (1, COUNT, FRAME) with a knob that jumps after the interpolation."""
    generator = torch.Generator().manual_seed(1)
    frames = frames_of_all(network.encoder(sound()).mean, generator)[:, :COUNT]
    knob = torch.zeros(1, COUNT, SIZE)
    knob[:, 13:29] = 0.2
    return offset_frames(frames, knob)


@pytest.fixture(scope="module")
def float32(network: Network) -> StreamingDecoder:
    return StreamingDecoder(network.decoder)


@pytest.fixture(scope="module")
def bfloat16(network: Network) -> StreamingDecoder:
    return StreamingDecoder(network.decoder, torch.bfloat16)


def streamed(decoder: StreamingDecoder, frames: Tensor, pieces: list[int]) -> Tensor:
    """The samples of frames that come in pieces of these sizes."""
    state, sound = decoder.silence(len(frames)), []
    for piece in torch.split(frames, pieces, dim=1):
        samples, state = decoder.step(piece, state)
        sound.append(samples)
    return torch.cat(sound, dim=1)


def difference_db(one: Tensor, other: Tensor) -> float:
    return float(10 * torch.log10((one - other).square().mean() / other.square().mean()))


@some.composite
def chunkings(draw: some.DrawFn) -> list[int]:
    """Sizes, each at least one, whose sum is COUNT."""
    cuts = sorted(draw(some.sets(some.integers(1, COUNT - 1))))
    return [after - before for before, after in zip([0, *cuts], [*cuts, COUNT], strict=True)]


@given(chunkings())
@settings(max_examples=25, deadline=None)
def test_streamed_is_whole_in_every_chunking(float32: StreamingDecoder, frames: Tensor, pieces: list[int]) -> None:
    whole = streamed(float32, frames, [COUNT])
    assert whole.shape == (1, COUNT * HOP)
    assert whole.abs().max() > 0.1
    assert (streamed(float32, frames, pieces) - whole).abs().max() < 1e-5


@given(chunkings())
@settings(max_examples=10, deadline=None)
def test_in_bfloat16_they_differ_by_less_than_40_db(
    bfloat16: StreamingDecoder, frames: Tensor, pieces: list[int]
) -> None:
    assert difference_db(streamed(bfloat16, frames, pieces), streamed(bfloat16, frames, [COUNT])) < -40


def test_the_stream_is_what_was_trained(network: Network, float32: StreamingDecoder, frames: Tensor) -> None:
    """Up to rounding, which phases make more of."""
    assert difference_db(streamed(float32, frames, [COUNT])[:, LAG:], network.sounded(frames)) < -50


def test_four_streams_in_one_batch_are_what_each_is_alone(float32: StreamingDecoder) -> None:
    frames = torch.randn(4, 5, FRAME, generator=torch.Generator().manual_seed(2))
    frames[..., PHASE] = torch.eye(8)[:5]
    together = streamed(float32, frames, [1] * 5)
    alone = [streamed(float32, each[None], [1] * 5) for each in frames]
    assert (together - torch.cat(alone)).abs().max() < 1e-5


def test_a_step_leaves_the_state_that_it_was_given(float32: StreamingDecoder, frames: Tensor) -> None:
    before = float32.silence()
    first, _ = float32.step(frames[:, :3], before)
    again, _ = float32.step(frames[:, :3], before)
    assert torch.equal(first, again)
    assert not any(past.any() for past in before.past)


def test_nothing_that_comes_later_changes_what_has_sounded(float32: StreamingDecoder, frames: Tensor) -> None:
    other = frames.clone()
    other[:, 20:] = torch.randn(1, COUNT - 20, FRAME, generator=torch.Generator().manual_seed(3))
    one, two = (streamed(float32, each, [COUNT]) for each in (frames, other))
    assert torch.equal(one[:, : 20 * HOP], two[:, : 20 * HOP])
    assert not torch.equal(one[:, 20 * HOP : 21 * HOP], two[:, 20 * HOP : 21 * HOP])
