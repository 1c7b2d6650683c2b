"""The decoder as a stream: `step(frames, state) -> (samples, state)`, on the caller's thread, nothing kept inside.

Called once a hop by the live worker with one frame, or with all frames of a sound at once: the samples are the same.
Weights lie as a single frame wants them: transposed, with the norms' and blocks' scales multiplied in.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, layer_norm

from engine.models.codec.decoder import DILATIONS, KERNEL, WIDTH, CausalBlock, Decoder, Heard, said, unfolded
from engine.models.codec.framing import NOISE
from engine.models.codec.rows import like, mapped, several
from engine.models.codec.sounding import Sounding, silent, sounded

Past = tuple[Tensor, ...]
"""Inputs of each block (batch, reach, WIDTH)."""


@dataclass(frozen=True, slots=True, eq=False)
class StreamState:
    """What a stream remembers: the blocks' inputs, and what sounds on."""

    past: Past
    sounding: Sounding


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A linear layer: weight (in, out), bias (out,)."""

    weight: Tensor
    bias: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    dilation: int
    taps: Tensor
    shift: Tensor
    widen: _Layer
    narrow: _Layer


class StreamingDecoder:
    """A decoder's weights laid out for streaming.

    In bfloat16 the wide layers are; what is added up from block to block, the heads and the inverse STFT stay float32.
    """

    def __init__(self, decoder: Decoder, dtype: torch.dtype = torch.float32) -> None:
        self._levels = _transposed(decoder.linear, torch.float32)
        self._first = _transposed(decoder.first, torch.float32)
        self._blocks = tuple(_block(block, dtype) for block in decoder.blocks if isinstance(block, CausalBlock))
        self._norm = decoder.norm.weight.detach(), decoder.norm.bias.detach()
        self._widen = _transposed(decoder.widen, dtype)
        self._heads = _transposed(decoder.heads, torch.float32)
        self._device = decoder.first.weight.device

    def silence(self, streams: int = 1) -> StreamState:
        """The state before the first frame of so many streams."""
        reaches = ((KERNEL - 1) * dilation for dilation in DILATIONS)
        past = tuple(torch.zeros(streams, reach, WIDTH, device=self._device) for reach in reaches)
        return StreamState(past, silent(streams, self._device))

    @torch.inference_mode()
    def step(self, frames: Tensor, state: StreamState) -> tuple[Tensor, StreamState]:
        """Frames (streams, n, FRAME) to float32 samples (streams, n * HOP), LAG late, and the state after them."""
        heard, past = self.heard(frames, state.past)
        samples, sounding = sounded(heard, frames, state.sounding)
        return samples, StreamState(past, sounding)

    @torch.inference_mode()
    def heard(self, frames: Tensor, befores: Past) -> tuple[Heard, Past]:
        """What the heads say of frames, and what the blocks remember after them: all but the sound."""
        levels = mapped(unfolded(frames), self._levels.weight, self._levels.bias)
        x = mapped(torch.cat((frames, levels), 2), self._first.weight, self._first.bias)
        past = []
        for block, before in zip(self._blocks, befores, strict=True):
            joined = torch.cat((before, x), 1)
            past.append(joined[:, joined.shape[1] - before.shape[1] :])
            y = layer_norm(_filtered(joined, x.shape[1], block), (WIDTH,))
            x = x + _bent(y, block.widen, block.narrow)
        told = torch.cat((layer_norm(x, (WIDTH,), *self._norm), frames[..., NOISE]), 2)
        return said(_bent(told, self._widen, self._heads), levels), tuple(past)


def _filtered(joined: Tensor, frames: int, block: _Block) -> Tensor:
    """The depthwise convolution of the last frames in (streams, reach + frames, WIDTH)."""
    stream, frame, number = joined.stride()
    heard = joined.as_strided(
        (len(joined), frames, KERNEL, WIDTH), (stream, frame, block.dilation * frame, number), joined.storage_offset()
    )
    return (heard * block.taps).sum(2) + block.shift


def _bent(x: Tensor, first: _Layer, second: _Layer) -> Tensor:
    """One linear layer after another with a bend between them, each in the precision of its weights."""
    rows = several(x.to(first.weight.dtype))
    bent = gelu(torch.addmm(first.bias, rows, first.weight), approximate="tanh")
    return like(x, torch.addmm(second.bias, bent.to(second.weight.dtype), second.weight))


def _block(block: CausalBlock, dtype: torch.dtype) -> _Block:
    """The block's weights, its norm's scale and shift within the first layer, its own scale within the second."""
    depthwise, widen, narrow = block.depthwise, block.widen, block.narrow
    assert depthwise.bias is not None
    return _Block(
        dilation=block.reach // (KERNEL - 1),
        taps=depthwise.weight[:, 0].T.detach().contiguous(),
        shift=depthwise.bias.detach(),
        widen=_laid(widen.weight * block.norm.weight, widen.bias + widen.weight @ block.norm.bias, dtype),
        narrow=_laid(narrow.weight * block.scale[:, None], narrow.bias * block.scale, dtype),
    )


def _transposed(layer: nn.Linear, dtype: torch.dtype) -> _Layer:
    return _laid(layer.weight, layer.bias, dtype)


def _laid(weight: Tensor, bias: Tensor, dtype: torch.dtype) -> _Layer:
    return _Layer(weight.T.detach().to(dtype).contiguous(), bias.detach().to(dtype))
