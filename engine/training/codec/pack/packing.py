"""A folder of clips as one file of a given size: each with the transform that fits it, all of the same coarseness."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from engine.models.codec.framing import RATE_HZ
from engine.training.codec.pack.bands import FULL_SCALE, HOPS, Floats, levels, of_bins, steps
from engine.training.codec.pack.file import Pack, Row, kept, write_file
from engine.training.codec.pack.group import Group, coded_group
from engine.training.codec.pack.mdct import mdct
from engine.training.codec.reading import read_rows, read_samples

LARGEST = 30 * 2**20
"""Bytes of the file at most."""
COLUMNS = ("file", "category", "label", "caption", "tags", "pitch", "split", "licence", "attribution", "source_url",
           "source_repo", "bandwidth_hz")  # fmt: skip

_DIGITS = 40
"""Training clips of one label of the spoken digits: there are 240 of each."""
_TRIED = 16
"""One clip of so many is coded while the coarseness is looked for."""
_FINEST, _COARSEST = 0.25, 64.0
_TRIALS = 7
_LISTENED = 2 * RATE_HZ
_LEVEL_BITS = 1.5


@dataclass(frozen=True, slots=True)
class Packed:
    """What came of packing: clips, seconds of sound, bytes, and the coarseness that all are told with."""

    clips: int
    seconds: float
    bytes: int
    coarseness: float


def write_pack(data: Path, out: Path, progress: Callable[[int, int], None], largest: int = LARGEST) -> Packed:
    """Write the training and validation clips of a folder into one file of at most `largest` bytes.

    Raises `MissingError` for a folder without a table, `AudioFileError` for a file that is no audio.
    """
    rows = _fewer_digits(read_rows(data))
    sounds = []
    for number, row in enumerate(rows):
        sounds.append(read_samples(data / row["file"]) * np.float32(FULL_SCALE))
        progress(number + 1, len(rows))
    coarseness = _fitting_coarseness(sounds, largest)
    while True:
        pack = _packed(rows, sounds, coarseness)
        write_file(out, pack)
        if out.stat().st_size <= largest or coarseness >= _COARSEST:
            break
        coarseness *= 1.05
    return Packed(len(rows), sum(map(len, sounds)) / RATE_HZ, out.stat().st_size, coarseness)


def _fewer_digits(rows: Sequence[Row]) -> list[Row]:
    """The rows without most of the digits' training clips, which are half of all; every speaker stays."""
    same: dict[str, list[Row]] = {}
    for row in rows:
        if row["category"] == "spoken_digits" and row["split"] == "train":
            same.setdefault(row["label"], []).append(row)
    chosen = {row["file"] for digits in same.values() for row in digits[:: -(-len(digits) // _DIGITS)]}
    return [
        row for row in rows if row["category"] != "spoken_digits" or row["split"] != "train" or row["file"] in chosen
    ]


def _fitting_coarseness(sounds: Sequence[Floats], largest: int) -> float:
    """The finest coarseness with which a part of the sounds takes its part of the bytes."""
    some = sounds[::_TRIED]
    room = largest * 0.97 * sum(map(len, some)) / sum(map(len, sounds))
    finest, coarsest = _FINEST, _COARSEST
    for _ in range(_TRIALS):
        middle = (finest * coarsest) ** 0.5
        if sum(group.size for group, _ in _groups(some, middle)) > room:
            finest = middle
        else:
            coarsest = middle
    return coarsest


def _packed(rows: Sequence[Row], sounds: Sequence[Floats], coarseness: float) -> Pack:
    groups = _groups(sounds, coarseness)
    return Pack(
        tuple(kept(row, COLUMNS) for row in rows),
        np.array([len(sound) for sound in sounds], np.int64),
        tuple(group for group, _ in groups),
        tuple(np.array(members, np.int64) for _, members in groups),
    )


def _groups(sounds: Sequence[Floats], coarseness: float) -> list[tuple[Group, list[int]]]:
    """Each hop's clips, longest first, and which these are."""
    hops = [_best_hop(sound, coarseness) for sound in sounds]
    groups = []
    for hop in HOPS:
        members = [number for number, each in enumerate(hops) if each == hop]
        members.sort(key=lambda number: -len(sounds[number]))
        if members:
            coefficients = [mdct(torch.from_numpy(sounds[number]), hop).numpy() for number in members]
            groups.append((coded_group(coefficients, hop, coarseness), members))
    return groups


def _best_hop(sound: Floats, coarseness: float) -> int:
    """The hop whose coefficients take the fewest bits, about; short ones tell attacks, long ones tones."""
    return min(HOPS, key=lambda hop: _bits(mdct(torch.from_numpy(sound[:_LISTENED]), hop).numpy(), coarseness))


def _bits(coefficients: Floats, coarseness: float) -> float:
    level = levels(coefficients)
    exact = np.abs(coefficients) / of_bins(steps(level, coarseness), coefficients.shape[1])
    return float(np.log2(1 + np.square(exact)).sum() + _LEVEL_BITS * level.size)
