"""How large the generator is, and the parts of diffusers' that it is made of."""

from dataclasses import dataclass
from typing import Any

from diffusers import FlowMatchEulerDiscreteScheduler, StableAudio3DiTModel
from diffusers.pipelines.stable_audio_3 import StableAudio3DurationEmbedder

from engine.models.codec.framing import SIZE


@dataclass(frozen=True, slots=True)
class Shape:
    """Widths, layers and heads; the longest sound in seconds that it learns from."""

    width: int
    depth: int
    heads: int
    wider: float
    memory_tokens: int
    text_width: int
    longest_seconds: float


EMBER = Shape(width=256, depth=6, heads=4, wider=2.5, memory_tokens=8, text_width=256, longest_seconds=6.0)

_TIME_FEATURES = 128
_LENGTH_FEATURES = 64
_FINEST_LENGTHS = 32.0
"""Cycles of the fastest wave that a length is told by: with finer ones clips are known by their exact lengths."""


def transformer_of(shape: Shape) -> Any:
    """A transformer with drawn weights. Differential attention costs 45 % more time, which a small one can't spare."""
    return StableAudio3DiTModel(  # type: ignore[no-untyped-call]  # diffusers is not typed
        io_channels=SIZE,
        embed_dim=shape.width,
        depth=shape.depth,
        num_heads=shape.heads,
        cond_token_dim=shape.text_width,
        global_cond_dim=shape.text_width,
        # One for the mask, beside what is kept.
        local_add_cond_dim=1 + SIZE,
        timestep_features_dim=_TIME_FEATURES,
        ff_mult=shape.wider,
        num_memory_tokens=shape.memory_tokens,
        use_differential_attention=False,
    )


def duration_embedder_of(shape: Shape) -> Any:
    """What tells the transformer a length in seconds, with drawn weights."""
    return StableAudio3DurationEmbedder(  # type: ignore[no-untyped-call]
        output_dim=shape.text_width,
        fourier_dim=_LENGTH_FEATURES,
        max_val=shape.longest_seconds,
        max_freq=_FINEST_LENGTHS,
    )


def scheduler() -> Any:
    """Times of a flow as they are: from 0 to 1, not shifted, and no noise after a step."""
    flow: dict[str, Any] = {"num_train_timesteps": 1, "shift": 1.0, "stochastic_sampling": False}
    return FlowMatchEulerDiscreteScheduler(**flow)  # type: ignore[no-untyped-call]
