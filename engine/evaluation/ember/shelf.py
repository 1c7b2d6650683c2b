"""Clips that were made for an evaluation, kept as WAV files, so that one that was interrupted goes on where it was."""

import csv
import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import soundfile

from engine.evaluation.ember.asking import Asked, words_of
from engine.evaluation.ember.sampling import Setting
from engine.evaluation.sounds import RATE_HZ, Mono, read_sound
from engine.families.family import FamilyCard

_COLUMNS = ("wav", "group", "name", "number", "read", "seconds", "seed", "file")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The clips of one model at one setting under a folder.

    A file's name tells the model's weights, its precision and all that is asked, so that nothing else is found there.
    """

    folder: Path
    made_by: str

    def file_of(self, asked: Asked) -> Path:
        """Where a clip is, or would be."""
        words = words_of(asked)
        told = (self.made_by, asked.group, asked.name, asked.number, words, asked.seconds, asked.file, asked.amount)
        key = hashlib.sha256(repr(told).encode()).hexdigest()[:12]
        name = re.sub(r"\W+", "-", asked.name)
        return self.folder / "clips" / asked.group / f"{name}-{asked.number:02d}-{key}.wav"

    def missing(self, asked: Sequence[Asked]) -> list[Asked]:
        """Those of the clips that weren't made yet."""
        return [each for each in asked if not self.file_of(each).exists()]

    def keep(self, asked: Asked, sound: Mono) -> None:
        """Write a clip, whole or not at all."""
        file = self.file_of(asked)
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        soundfile.write(part, sound, RATE_HZ, subtype="FLOAT", format="WAV")
        os.replace(part, file)

    def sound(self, asked: Asked) -> Mono:
        """A clip that was made; raises `AudioFileError` where its file can't be read or has infinite samples."""
        return read_sound(self.file_of(asked))

    def write_table(self, asked: Sequence[Asked]) -> None:
        """clips.csv: what was asked of which file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "clips.csv").open("w", newline="", encoding="utf-8") as lines:
            table = csv.writer(lines)
            table.writerow(_COLUMNS)
            for each in asked:
                file = self.file_of(each).relative_to(self.folder)
                told = (each.group, each.name, each.number, words_of(each), f"{each.seconds:.3f}", each.seed, each.file)
                table.writerow([file.as_posix(), *told])


def shelf_of(folder: Path, card: FamilyCard, setting: Setting) -> Shelf:
    """The shelf in a folder of a model with this card."""
    return Shelf(folder, f"{card.weights} {card.precision} {setting.steps} {setting.guidance:g}")
