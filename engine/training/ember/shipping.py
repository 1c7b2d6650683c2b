"""From a run to what ships: a folder in diffusers' layout, as Stable Audio 3's, and whose clips it learned from."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import nn

from engine.attribution import Credit, write_attribution
from engine.families.defaults import Defaults
from engine.families.parts import quiet
from engine.models.codec.autoencoder import EmberCodec
from engine.models.codec.codec import BUNDLED
from engine.models.codec.network import Network
from engine.models.gauge import GAUGE, Gauge
from engine.models.tuner import TUNER, Tuner
from engine.models.words.known import write_known_words
from engine.models.words.lasting import LASTING, Lasting
from engine.models.words.thesaurus import Thesaurus, write_thesaurus
from engine.training.checkpoint import load_average
from engine.training.ember.latents import LatentSet
from engine.training.ember.network import FlowNetwork
from engine.training.ember.shape import Shape, scheduler
from engine.training.files import understood
from engine.training.layout import named, save_halved, save_in_eight_bits, write_defaults, write_index
from engine.training.slices import BEST

AROUND = 0.75
"""How much noise a filled region begins with. With less, judged on Ember, digits are lost, with more what they were
recorded with."""
DEFAULTS = Defaults(steps=5, guidance=4.0, around=AROUND, in_turns=True)
"""As judged best on Ember."""

_DURATION_EMBEDDER = ("stable_audio_3", "StableAudio3DurationEmbedder")


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What a generator is made of: the networks that the flow was learned with, words to tokens, the autoencoder.

    `known_words` are those of the tokenizer's folder; without any a person is not told which words are unknown.
    `thesaurus` has those that are read as others. `codec_file` has the weights of `codec`. `gauge` and
    `tuner` hear its latents; without them descriptors and notes are only told. `lasting` knows how long words last.
    """

    network: FlowNetwork
    tokenizer: Any
    codec: EmberCodec
    known_words: frozenset[str] = frozenset()
    thesaurus: Thesaurus = field(default_factory=Thesaurus)
    codec_file: Path = BUNDLED
    gauge: Gauge | None = None
    tuner: Tuner | None = None
    lasting: Lasting | None = None


def learned(run: Path, shape: Shape, text_encoder: nn.Module) -> FlowNetwork:
    """The weights of a run that validated best; raises `MissingError` where there are none yet.

    `text_encoder` is the one that the run was begun with, or one like it.
    """
    network, weights = FlowNetwork(shape, text_encoder), load_average(run / BEST)
    understood(run / BEST, lambda: network.load_state_dict(weights))
    return network.eval()


def codec_of(network: Network, latents: LatentSet) -> EmberCodec:
    """The codec with the mean and the deviation of latents, so that they are as the generator knows them."""
    codec: EmberCodec = EmberCodec(mean=latents.mean.tolist(), deviation=latents.deviation.tolist())
    codec.load_state_dict(network.state_dict())
    return codec


def ship(
    parts: Parts,
    out: Path,
    credits: Sequence[Credit],
    defaults: Defaults = DEFAULTS,
    save_transformer: Callable[[Any, Path], None] = save_in_eight_bits,
) -> Path:
    """Write the parts, how they are best sampled, and ATTRIBUTION.md into the folder `out`; returns it.

    All parts but the transformer are in half precision, which may be, too, with `save_halved`. Raises `ModelError` for
    weights that half precision can't hold.
    """
    out.mkdir(parents=True, exist_ok=True)
    save_transformer(parts.network.transformer, out / "transformer")
    save_halved(parts.network.text_encoder, out / "text_encoder")
    _ship_codec(parts, out / "codec")
    _ship_beside(parts.gauge, out / GAUGE)
    _ship_beside(parts.tuner, out / TUNER)
    _ship_beside(parts.lasting, out / LASTING)
    with quiet():
        # It is small, and half precision would round the frequencies that it tells lengths by.
        parts.network.duration_embedder.save_pretrained(out / "duration_embedder")
        parts.tokenizer.save_pretrained(out / "tokenizer")
        write_known_words(parts.known_words, out / "tokenizer")
        write_thesaurus(parts.thesaurus, out / "tokenizer")
        scheduler().save_pretrained(out / "scheduler")
    write_index(out, _index(parts))
    write_defaults(out, defaults)
    write_attribution(out / "ATTRIBUTION.md", "Ember", "No audio is in the weights.", credits)
    return out


def _ship_codec(parts: Parts, folder: Path) -> None:
    """The codec's own file as it is, since it is also used by itself, and what a generator has to know of it."""
    parts.codec.save_config(folder)
    target = folder / parts.codec_file.name
    if not (target.exists() and target.samefile(parts.codec_file)):
        shutil.copyfile(parts.codec_file, target)


def _ship_beside(network: Gauge | Tuner | Lasting | None, folder: Path) -> None:
    """In place of one that was fitted on something else."""
    if folder.exists():
        shutil.rmtree(folder)
    if network is not None:
        save_halved(network, folder)


def _index(parts: Parts) -> dict[str, tuple[str, str]]:
    """What says which class each part is of."""
    return {
        "transformer": ("diffusers", "StableAudio3DiTModel"),
        "duration_embedder": _DURATION_EMBEDDER,
        "scheduler": ("diffusers", "FlowMatchEulerDiscreteScheduler"),
        "text_encoder": named(parts.network.text_encoder),
        "tokenizer": named(parts.tokenizer),
        "vae": named(parts.codec),
    }
