"""A session of very many takes, made in seconds: files of a few frames, words as unevenly spread as in speech."""

import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import numpy as np
import soundfile

from bridge.takes.index import stamp_of
from bridge.takes.names import clean_name, file_name
from bridge.takes.open_index import open_index
from bridge.takes.recipe import Recipe
from bridge.takes.session import open_session
from bridge.takes.slate import render_slate
from bridge.takes.take import Slate, Sound, take_of

COMMON_WORD = "sound"
"""The word that every take's prompt holds."""

_FRAMES = 8
_RATE_HZ = 48_000
_VOCABULARY = 4000
_ONE_STARRED_OF = 2
_SYLLABLES = ("ba", "du", "ki", "lo", "me", "na", "po", "ri", "sa", "te", "vu", "wo", "xe", "zi", "cha", "glo", "stre")
_FIRST_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def words(dice: random.Random) -> tuple[str, ...]:
    """Made-up words of two to four syllables, the same for the same dice."""
    found: dict[str, None] = {}
    while len(found) < _VOCABULARY:
        found["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))] = None
    return tuple(found)


def build_library(folder: Path, takes: int, seed: int = 1) -> None:
    """Make a session of so many takes, numbered from 1, that Warmtone opens as one of its own; one of two is starred.

    Nothing waits for the disk here: a machine that fails meanwhile leaves a library that has to be made again.
    """
    open_session(folder).close()
    template = _template()
    sound = Sound(frames=_FRAMES, channels=1, rate_hz=_RATE_HZ, sample_format="FLOAT")
    index = open_index(folder / "index.sqlite")
    try:
        with index.together():
            for slate in _slates(takes, random.Random(seed)):
                path = folder / "takes" / file_name(slate.number, slate.name)
                path.write_bytes(_with_slate(template, render_slate(slate, folder.name)))
                index.add(take_of(slate, path.name, sound), stamp_of(path))
    finally:
        index.close()


def _slates(takes: int, dice: random.Random) -> Iterator[Slate]:
    vocabulary = words(dice)
    # Zipf's law: the n-th most frequent word is used a n-th as often as the first.
    shares = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    for number in range(1, takes + 1):
        chosen = dice.choices(vocabulary, cum_weights=shares, k=dice.randint(2, 11))
        prompt = " ".join([*chosen, COMMON_WORD, f"clip{number:06d}"])
        yield Slate(
            number=number,
            name=clean_name("", prompt, number),
            prompt=prompt,
            starred=dice.randrange(_ONE_STARRED_OF) == 0,
            parent=None,
            created=(_FIRST_MOMENT + timedelta(seconds=number)).isoformat(timespec="microseconds"),
            recipe=_recipe(prompt, number),
        )


def _recipe(prompt: str, seed: int) -> Recipe:
    return Recipe(
        address="/generate",
        arguments={"prompt": prompt, "seconds": _FRAMES / _RATE_HZ, "seed": seed},
        model="tone",
        weights="none",
        seed=seed,
        precision="float32",
        threads=1,
        device="cpu",
        versions={"warmtone": "0.1.0", "torch": "2.13.0", "numpy": "2.3.0"},
        parent=None,
    )


def _template() -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.zeros(_FRAMES, np.float32), _RATE_HZ, format="WAV", subtype="FLOAT")
    return file.getvalue()


def _with_slate(template: bytes, payload: bytes) -> bytes:
    """The WAV with an iXML chunk behind its samples."""
    padded = payload + b" " * (len(payload) % 2)
    chunk = b"iXML" + len(padded).to_bytes(4, "little") + padded
    size = len(template) - 8 + len(chunk)
    return template[:4] + size.to_bytes(4, "little") + template[8:] + chunk
