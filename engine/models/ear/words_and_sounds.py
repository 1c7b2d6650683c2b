"""An ear and the text encoder that shares its space, as one who places both."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.audio import Audio
from engine.errors import ModelError, WarmtoneError
from engine.families.folder import words_in
from engine.families.parts import network_of, quiet, tokenizer_of
from engine.families.stopping import stopping
from engine.families.words import tokens_of
from engine.models.ear.ear import load_ear, mono
from engine.models.ear.hearing import heard
from engine.models.ear.network import Ear
from engine.models.words.saying import said
from engine.models.words.text_encoder import TextEncoder
from engine.models.words.thesaurus import Thesaurus, thesaurus_in
from engine.models.words.tokenizer import MOST_TOKENS
from engine.placing import Point

_SILENCE = Audio(np.zeros((1, 1), np.float32), 44100)


class WordsAndSounds:
    """Places words as a prompt is read, and sounds as the ear hears them; on the CPU, in float32."""

    def __init__(self, encoder: TextEncoder, tokenizer: Any, thesaurus: Thesaurus, ear: Ear, weights: str) -> None:
        self.weights = weights
        self._encoder = encoder
        self._tokenizer = tokenizer
        self._thesaurus = thesaurus
        self._ear = ear

    @torch.inference_mode()
    def words(self, words: str) -> Point:
        """Where words lie; those that nobody knows lie somewhere too."""
        tokens = tokens_of(self._tokenizer, [self._thesaurus.read(said(words))], MOST_TOKENS, to_the_most=False)
        return _point(self._encoder.placed(tokens.ids, tokens.read))

    @torch.inference_mode()
    def sound(self, audio: Audio, check: Callable[[], None]) -> Point:
        """Where `placed` has a sound; `check` is called before each block of the network. Raises `RangeError` as it."""
        check()
        samples = mono(audio).samples[:, 0]
        check()
        spectrogram = heard(samples)[None]
        with stopping((self._ear,), check):
            return _point(self._ear(spectrogram))


def load_words_and_sounds(folder: Path) -> WordsAndSounds:
    """From a folder in diffusers' layout, with an ear beside text encoder and tokenizer.

    Raises `ModelError` for one that lacks a part, or holds a damaged one, one of another shape, or a pickle.
    """
    parts = words_in(folder)
    try:
        with quiet():
            encoder, tokenizer = network_of(parts, "text_encoder", torch.float32), tokenizer_of(parts)
    except WarmtoneError:
        raise
    # Whatever a damaged file makes of the libraries.
    except Exception as error:
        raise ModelError(f"{folder}'s words can't be loaded ({type(error).__name__}): get them anew.") from error
    if not isinstance(encoder, TextEncoder):
        raise ModelError(f"{folder}'s text encoder is no {TextEncoder.__name__}: get it anew.")
    thesaurus, ear = thesaurus_in(folder / "tokenizer"), load_ear(folder / "ear")
    loaded = WordsAndSounds(encoder, tokenizer, thesaurus, ear, _hash_of(folder))
    if loaded.words("").shape != loaded.sound(_SILENCE, lambda: None).shape:
        raise ModelError(f"{folder}'s words and its ear don't share a space: get both anew.")
    return loaded


def _point(points: torch.Tensor) -> Point:
    point: Point = points[0].numpy().copy()
    return point


def _hash_of(folder: Path) -> str:
    """Sixteen hexadecimal digits that change with any weight of either."""
    found = hashlib.sha256()
    for part in ("text_encoder", "ear"):
        for file in sorted((folder / part).glob("*.safetensors")):
            found.update(file.read_bytes())
    return found.hexdigest()[:16]
