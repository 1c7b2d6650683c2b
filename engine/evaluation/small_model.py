"""A small model of Stable Audio 3's shape: a transformer of 256 x 6 with random weights over Ember's codec."""

from dataclasses import replace
from importlib import import_module
from typing import Any

import torch

from engine.families.loading import best_precision
from engine.families.stable_audio3 import StableAudio3
from engine.models.codec.autoencoder import EmberCodec
from engine.models.codec.codec import load_codec
from engine.training.ember.shape import EMBER, duration_embedder_of, transformer_of

_SHAPE = replace(EMBER, longest_seconds=30.0)
_TOKENS = 24
_SPECIAL = ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>")


def small_pipeline() -> Any:
    """diffusers' own StableAudio3Pipeline of the small model, float32, for 8 steps of distilled weights.

    Raises `ModelError` where the codec's weights can't be read.
    """
    diffusers: Any = import_module("diffusers")
    torch.manual_seed(0)
    vae: Any = EmberCodec()
    vae.load_state_dict(load_codec().weights.network.state_dict())
    return diffusers.StableAudio3Pipeline(
        vae=vae.eval(),
        text_encoder=_text_encoder(),
        tokenizer=_tokenizer(),
        duration_embedder=duration_embedder_of(_SHAPE).eval(),
        transformer=transformer_of(_SHAPE).eval(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(num_train_timesteps=1, shift=1.0, stochastic_sampling=True),
    )


def small_family(pipeline: Any) -> StableAudio3:
    """The same weights as a family, in the fastest precision; where that is bfloat16, the pipeline is in it as well."""
    precision = best_precision("cpu")
    for part in (pipeline.transformer, pipeline.text_encoder):
        part.to(getattr(torch, precision))
    return StableAudio3(
        transformer=pipeline.transformer,
        vae=pipeline.vae,
        text_encoder=pipeline.text_encoder,
        tokenizer=pipeline.tokenizer,
        duration_embedder=pipeline.duration_embedder,
        schedule=dict(pipeline.scheduler.config),
        weights="random",
        precision=precision,
        channels=1,
    )


def _text_encoder() -> Any:
    transformers: Any = import_module("transformers")
    stack = {
        "vocab_size": 400,
        "hidden_size": _SHAPE.text_width,
        "intermediate_size": 384,
        "num_hidden_layers": 1,
        "num_attention_heads": 4,
        "num_key_value_heads": 4,
        "head_dim": 64,
        "max_position_embeddings": 512,
    }
    config = transformers.T5GemmaConfig(encoder=stack, decoder=stack, is_encoder_decoder=False, vocab_size=400)
    return transformers.T5GemmaEncoderModel(config).eval()


def _tokenizer() -> Any:
    transformers: Any = import_module("transformers")
    letters = [chr(code) for code in range(33, 127)]
    named = [*_SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256)), "▁", *letters]
    vocabulary = {token: number for number, token in enumerate(named)}
    return transformers.GemmaTokenizer(vocab=vocabulary, merges=[], model_max_length=_TOKENS)
