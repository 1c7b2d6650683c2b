"""The decoder as a stream: `step(frames, state) -> (samples, state)`, on the caller's thread, nothing kept inside.

Called once a hop by the live worker with one frame, or with all frames of a sound at once: the samples are the same.
Weights lie as a single frame wants them: transposed, with the norms' and blocks' scales multiplied in.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import gelu, layer_norm

from engine.models.codec.decoder import DILATIONS, KERNEL, WIDTH, CausalBlock, Decoder, spectra
from engine.models.codec.framing import PHASES, SIZE
from engine.models.codec.overlap import TAIL, added, synthesis_window


@dataclass(frozen=True, slots=True, eq=False)
class StreamState:
    """What a stream remembers: inputs of each block (batch, reach, WIDTH), and samples still to be added to."""

    past: tuple[Tensor, ...]
    tail: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    dilation: int
    taps: Tensor
    shift: Tensor
    widen: Tensor
    widen_bias: Tensor
    narrow: Tensor
    narrow_bias: Tensor


class StreamingDecoder:
    """A decoder's weights laid out for streaming, in float32 or bfloat16; the inverse STFT is always float32."""

    def __init__(self, decoder: Decoder, dtype: torch.dtype = torch.float32) -> None:
        self._dtype = dtype
        self._first = _laid(decoder.first.weight.T, dtype), _laid(decoder.first.bias, dtype)
        self._blocks = tuple(
            _block(block, dilation, dtype) for block, dilation in zip(decoder.blocks, DILATIONS, strict=True)
        )
        self._norm = _laid(decoder.norm.weight, dtype), _laid(decoder.norm.bias, dtype)
        self._widen = _laid(decoder.widen.weight.T, dtype), _laid(decoder.widen.bias, dtype)
        self._polar = _laid(decoder.polar.weight.T, dtype), _laid(decoder.polar.bias, dtype)
        self._window = synthesis_window(decoder.first.weight.device)

    def silence(self, streams: int = 1) -> StreamState:
        """The state before the first frame of so many streams."""
        device = self._window.device
        reaches = ((KERNEL - 1) * dilation for dilation in DILATIONS)
        past = tuple(torch.zeros(streams, reach, WIDTH, dtype=self._dtype, device=device) for reach in reaches)
        return StreamState(past, torch.zeros(streams, TAIL, device=device))

    @torch.inference_mode()
    def step(self, frames: Tensor, state: StreamState) -> tuple[Tensor, StreamState]:
        """Frames (streams, n, FRAME) to float32 samples (streams, n * HOP), LAG late, and the state after them."""
        given = frames.to(self._dtype)
        x = _linear(given, *self._first)
        past = []
        for block, before in zip(self._blocks, state.past, strict=True):
            joined = torch.cat((before, x), 1)
            past.append(joined[:, joined.shape[1] - before.shape[1] :])
            y = layer_norm(_filtered(joined, x.shape[1], block), (WIDTH,))
            y = gelu(_linear(y, block.widen, block.widen_bias), approximate="tanh")
            x = x + _linear(y, block.narrow, block.narrow_bias)
        polar = self._polar_of(layer_norm(x, (WIDTH,), *self._norm), given)
        spectrum = spectra(polar.float(), frames[..., SIZE : SIZE + PHASES].float())
        samples, tail = added(spectrum, self._window, state.tail)
        return samples, StreamState(tuple(past), tail)

    def _polar_of(self, normed: Tensor, given: Tensor) -> Tensor:
        heard = torch.cat((normed, given[..., SIZE + PHASES :]), 2)
        return _linear(gelu(_linear(heard, *self._widen), approximate="tanh"), *self._polar)


def _filtered(joined: Tensor, frames: int, block: _Block) -> Tensor:
    """The depthwise convolution of the last frames in (streams, reach + frames, WIDTH)."""
    if frames == 1:
        return (joined[:, :: block.dilation] * block.taps).sum(1, keepdim=True) + block.shift
    y = block.shift.expand(len(joined), frames, WIDTH)
    for tap in range(KERNEL):
        start = tap * block.dilation
        y = torch.addcmul(y, joined[:, start : start + frames], block.taps[tap])
    return y


def _linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    streams, frames, _ = x.shape
    return torch.addmm(bias, x.reshape(streams * frames, -1), weight).view(streams, frames, -1)


def _block(block: CausalBlock, dilation: int, dtype: torch.dtype) -> _Block:
    widen, narrow = block.widen, block.narrow
    return _Block(
        dilation=dilation,
        taps=_laid(block.depthwise.weight[:, 0].T, dtype),
        shift=_laid(block.depthwise.bias, dtype),
        widen=_laid((widen.weight * block.norm.weight).T, dtype),
        widen_bias=_laid(widen.bias + widen.weight @ block.norm.bias, dtype),
        narrow=_laid((narrow.weight * block.scale[:, None]).T, dtype),
        narrow_bias=_laid(narrow.bias * block.scale, dtype),
    )


def _laid(values: Tensor, dtype: torch.dtype) -> Tensor:
    return values.detach().to(dtype).contiguous()
