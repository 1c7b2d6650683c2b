"""How fast the shipped codec is on this machine: a hop of a stream, of four streams, a sound decoded and encoded whole.

Called by `warmtone bench codec`, in its own process: torch is given the threads that each of these has in use.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from engine.audio import Audio
from engine.evaluation.torch_threads import torch_threads
from engine.models.codec.codec import Codec, load_codec
from engine.models.codec.framing import LATENT_HOP, RATE_HZ, frames_of_all
from engine.models.codec.streaming import StreamingDecoder

_LATENTS = 64
_UNTIMED = 50
_WHOLE_LATENTS = 108
_WHOLE_TIMES = 30
_CORES = 2


@dataclass(frozen=True, slots=True)
class CodecSpeed:
    """Seconds, one number a trial.

    `hops` are single frames of one stream on one thread, by the precision of the wide layers; `four_hops` those of four
    streams in one batch; `decoded` and `encoded` are 5 s of sound on two cores.
    """

    hops: dict[str, list[float]]
    four_hops: dict[str, list[float]]
    decoded: list[float]
    encoded: list[float]


def codec_speed(hops: int) -> CodecSpeed:
    """Time so many hops of each kind, one after the other; raises `ModelError` where the weights can't be read."""
    codec = load_codec()
    with torch_threads(1):
        each = {name: _hops(codec, dtype, 1, hops) for name, dtype in _precisions().items()}
        four = {name: _hops(codec, dtype, 4, hops) for name, dtype in _precisions().items()}
    with torch_threads(_CORES):
        latents = _sounding(codec)[:, :1].repeat(1, _WHOLE_LATENTS, 1)
        sound = codec.decode(latents)
        decoded = _timed(lambda: codec.decode(latents), _WHOLE_TIMES)
        encoded = _timed(lambda: codec.encode(sound), _WHOLE_TIMES)
    return CodecSpeed(each, four, decoded, encoded)


def _precisions() -> dict[str, torch.dtype]:
    return {"float32": torch.float32, "bfloat16": torch.bfloat16}


def _hops(codec: Codec, dtype: torch.dtype, streams: int, count: int) -> list[float]:
    decoder = StreamingDecoder(codec.weights.network.decoder, dtype)
    latents = _sounding(codec).expand(streams, -1, -1)
    frames = frames_of_all(latents, torch.Generator().manual_seed(0))
    state = decoder.silence(streams)

    def hop() -> None:
        nonlocal state
        at = next(numbers) % frames.shape[1]
        _, state = decoder.step(frames[:, at : at + 1], state)

    numbers = iter(range(_UNTIMED + count))
    return _timed(hop, _UNTIMED + count)[_UNTIMED:]


def _sounding(codec: Codec) -> torch.Tensor:
    """Latents (1, n, SIZE) of a note with noise."""
    at = np.arange(_LATENTS * LATENT_HOP) / RATE_HZ
    noise = np.random.default_rng(0).normal(0, 0.02, len(at))
    note = sum(np.sin(2 * np.pi * 220 * number * at) / number for number in range(1, 20)) / 8
    return codec.encode(Audio((note + noise).astype(np.float32)[:, None], RATE_HZ))


def _timed(call: Callable[[], object], times: int) -> list[float]:
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return seconds
