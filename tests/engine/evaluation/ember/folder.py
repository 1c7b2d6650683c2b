"""A tiny model in Ember's layout: random weights around the shipped codec, with words and an ear of its own."""

from dataclasses import replace
from pathlib import Path

import torch

from engine.families.parts import quiet
from engine.models.codec.autoencoder import EmberCodec
from engine.models.codec.codec import load_codec
from engine.models.ear.network import Ear
from engine.training.ember.shape import EMBER, Shape, duration_embedder_of, scheduler, transformer_of
from engine.training.layout import named, save_halved, write_index
from tests.engine.models.words.small import small_encoder, small_tokenizer

TINY = replace(EMBER, width=32, depth=2, heads=2, wider=1.0, memory_tokens=2, text_width=24)


def write_ember(folder: Path, shape: Shape = TINY) -> Path:
    """The same weights each time."""
    with quiet():
        text_encoder, tokenizer, codec = small_encoder(), small_tokenizer(), _codec()
        torch.manual_seed(0)
        save_halved(transformer_of(shape), folder / "transformer")
        save_halved(text_encoder, folder / "text_encoder")
        save_halved(codec, folder / "vae")
        save_halved(Ear(widths=(4, 6, 8), blocks=(1, 1, 1), embedding=16), folder / "ear")
        duration_embedder_of(shape).save_pretrained(folder / "duration_embedder")
        tokenizer.save_pretrained(folder / "tokenizer")
        scheduler().save_pretrained(folder / "scheduler")
    parts = {
        "transformer": ("diffusers", "StableAudio3DiTModel"),
        "duration_embedder": ("stable_audio_3", "StableAudio3DurationEmbedder"),
        "scheduler": ("diffusers", "FlowMatchEulerDiscreteScheduler"),
        "text_encoder": named(text_encoder),
        "tokenizer": named(tokenizer),
        "vae": named(codec),
    }
    write_index(folder, parts)
    return folder


def _codec() -> EmberCodec:
    codec: EmberCodec = EmberCodec()
    codec.load_state_dict(load_codec().weights.network.state_dict())
    return codec
