"""A tiny Ember as it ships: its own codec and text encoder, a transformer of drawn weights
that listens to them, and a gauge and a tuner of drawn weights."""

from dataclasses import replace
from pathlib import Path

import torch

from engine.descriptors.descriptors import RANGES
from engine.models.codec.autoencoder import EmberCodec
from engine.models.codec.codec import load_codec
from engine.models.gauge import Gauge
from engine.models.tuner import Tuner
from engine.models.words.text_encoder import TextEncoder
from engine.training.ember.network import FlowNetwork
from engine.training.ember.shape import EMBER
from engine.training.ember.shipping import Parts, ship
from tests.engine.families.tiny import drawn
from tests.engine.models.words.small import SIZE, small_tokenizer

_SHAPE = replace(EMBER, width=32, depth=2, heads=2, wider=1.0, memory_tokens=2, text_width=32)
KNOWN_WORDS = frozenset({"a", "dog", "barking", "kick", "drum", "rain"})


def write_tiny_ember(folder: Path) -> Path:
    """The folder, in diffusers' layout, with a list of the words that it knows."""
    torch.manual_seed(0)
    codec: EmberCodec = EmberCodec()
    codec.load_state_dict(load_codec().weights.network.state_dict())
    text_encoder: TextEncoder = TextEncoder(SIZE, width=32, layers=2, heads=2, told=32, space=16).eval()
    network = FlowNetwork(_SHAPE, text_encoder)
    drawn(network.transformer)
    gauge: Gauge = Gauge([[each.low, each.high] for each in RANGES.values()])
    return ship(Parts(network, small_tokenizer(), codec, KNOWN_WORDS, gauge=gauge, tuner=Tuner()), folder, [])
