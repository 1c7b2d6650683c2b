"""The doors to the training of Ember's words and generator, for the command line. torch is imported behind them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.training.wish import Wish

if TYPE_CHECKING:
    from engine.models.gauge import Gauge
    from engine.models.tuner import Tuner
    from engine.models.words.lasting import Lasting
    from engine.training.ember.caching import Join
    from engine.training.ember.latents import LatentSet
    from engine.training.slices import RunStatus


def train_words(data: Path, out: Path, wish: Wish, *, progress: "Callable[[RunStatus], None]") -> "RunStatus":
    """Begin or go on with a run of Ember's words and ear in the folder `out`, on the clips and texts of `data`.

    Raises `MissingError` without those, `ModelError` for a folder of something else.
    """
    from engine.training.words import run

    return run.train(data, out, wish, progress)


def ship_words(run: Path, data: Path, out: Path) -> Path:
    """Write the best tokenizer, text encoder and ear of a run into the folder `out`, and whose clips they know."""
    from engine.training.words import shipping

    return shipping.ship(run, data, out)


def cache_latents(data: Path, out: Path, *, variants: int, pairs: int, progress: Callable[[int, int], None]) -> int:
    """Encode the clips of `data` for the generator to learn from, each in so many variants, and so many pairs.

    Returns how many sounds are in the file `out`. Raises `MissingError` without clips.
    """
    from engine.models.codec.codec import BUNDLED
    from engine.models.codec.weights import load_weights
    from engine.training.ember import caching
    from engine.training.ember.clips import read_clips
    from engine.training.ember.describing import described_mono

    wanted = caching.Caching(variants, pairs)
    encoder = load_weights(BUNDLED).network.encoder
    return caching.write_latents(out, read_clips(data), encoder, wanted, _join(), described_mono, progress)


def ship_ember(
    run: Path, latents: Path, words: Path, data: Path, out: Path, *, steps: int, guidance: float, listener_steps: int
) -> Path:
    """Write the best generator of a run into the folder `out`, with the codec and the words that it was learned with.

    `listener_steps`, 4,000 of a minute or two, are what a gauge of descriptors, a tuner and how long words last are
    fitted in. `steps` and `guidance` are what it is sampled with unless a request says otherwise. Raises
    `MissingError` without a run, the cache of latents or a table of clips, `ModelError` for folders of something else.
    """
    import torch

    from engine.families.defaults import Defaults
    from engine.models.codec.codec import BUNDLED
    from engine.models.codec.weights import load_weights
    from engine.models.words.known import known_words_in
    from engine.models.words.thesaurus import thesaurus_in
    from engine.training.codec.shipping import credits_of
    from engine.training.ember.latents import read_latents
    from engine.training.ember.shape import EMBER
    from engine.training.ember.shipping import AROUND, Parts, codec_of, learned, ship
    from engine.training.ember.words import read_words

    read, found = read_words(words), read_latents(latents, torch.device("cpu"))
    codec = codec_of(load_weights(BUNDLED).network, found)
    gauge, tuner, lasting = _fitted_beside(found, words, listener_steps)
    known, thesaurus = known_words_in(words / "tokenizer"), thesaurus_in(words / "tokenizer")
    network = learned(run, EMBER, read.text_encoder)
    parts = Parts(network, read.tokenizer, codec, known, thesaurus, gauge=gauge, tuner=tuner, lasting=lasting)
    return ship(parts, out, credits_of(data), Defaults(steps, guidance, AROUND, in_turns=True))


def _fitted_beside(found: "LatentSet", words: Path, steps: int) -> "tuple[Gauge | None, Tuner | None, Lasting]":
    """What hears latents, in so many steps or fewer, and what knows how long words last."""
    from engine.training.ember.gauging import fitted_gauge
    from engine.training.ember.lasting import fitted_lasting
    from engine.training.ember.prompts import Prompting, scale_of
    from engine.training.ember.tuning import fitted_tuner
    from engine.training.ember.words import read_words
    from engine.training.words.lexicon import read_lexicon

    scale = scale_of(found.items)
    gauge = None if scale is None else fitted_gauge(found, scale, max(1, steps // 2))
    # Of notes there are few sounds, which it would know by heart.
    tuner = fitted_tuner(found, max(1, steps * 2 // 5))
    # By words of its own: a tokenizer remembers how it was used, and writes that down where it is saved.
    placed, prompting = read_words(words).placed, Prompting(read_lexicon(), scale)
    return gauge, tuner, fitted_lasting(found.items, placed, prompting, max(1, steps // 5))


def _join() -> "Join":
    """Captions of two sounds, in words drawn of the captions themselves, so that they are the same each time."""
    from random import Random

    from engine.training.words.paraphrases import joined, mixed

    ways = {"and": mixed, "then": joined}
    return lambda first, second, kind: ways[kind](first, second, Random(first + second))


def train_ember(
    latents: Path, words: Path, out: Path, wish: Wish, *, progress: "Callable[[RunStatus], None]",
    only: frozenset[str] = frozenset(),
) -> "RunStatus":  # fmt: skip
    """Begin or go on with a run of the generator in the folder `out`, on a cache of latents, told by `words`.

    `words` is a folder with text_encoder/ and tokenizer/; `only` are categories, or "notes", that alone are learned
    from. Raises `MissingError` without the cache or any of these in it, `ModelError` for a folder of something else.
    """
    import torch

    from engine.training.ember.latents import read_latents
    from engine.training.ember.prompts import Prompting, scale_of
    from engine.training.ember.run import train
    from engine.training.ember.words import read_words
    from engine.training.words.lexicon import read_lexicon

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    found = read_latents(latents, device)
    prompting = Prompting(read_lexicon(), scale_of(found.items))
    return train(found, out, wish, read_words(words), prompting, progress, only=only)
