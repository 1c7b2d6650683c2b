"""How well the shipped codec gives back sounds that it never learned from: every paired measure, and the judge's ear.

The digits are left out: they would be half of all clips.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.audio import Audio
from engine.evaluation.judge.accuracy import Accuracy, accuracy, named
from engine.evaluation.judge.judge import Judge
from engine.evaluation.onsets import onset_difference
from engine.evaluation.paired import PairDistances, PairedDistances, pair_distances, spread_of_pairs
from engine.evaluation.sounds import RATE_HZ, Mono
from engine.models.codec.codec import Codec
from engine.training.codec.reading import Row, read_rows, read_samples

_SILENCE_BEFORE = RATE_HZ // 20
"""Frames of silence before each clip, since clips begin with their onset: what sounds too early must have room."""


@dataclass(frozen=True, slots=True)
class CodecQuality:
    """Measures of coded clips against real ones, over all and for each category; what the judge says of both.

    `kept` is the judge's accuracy over categories on coded clips, divided by that on real ones.
    """

    whole: PairedDistances
    categories: Mapping[str, PairedDistances]
    real: Accuracy
    coded: Accuracy

    @property
    def kept(self) -> float:
        return self.coded.macro / self.real.macro


def codec_quality(
    data: Path, codec: Codec, judge: Judge, progress: Callable[[int, int], None], every: int = 1
) -> CodecQuality:
    """Code every so many validation clips of a folder and measure them.

    Raises `MissingError` for a folder without a table, `AudioFileError` for a file that is no audio.
    """
    rows = _validation(read_rows(data))[::every]
    measured, real, coded = [], [], []
    for number, row in enumerate(rows):
        clip = read_samples(data / row["file"])
        made = _coded(codec, clip)
        measured.append(_measured(clip, made, row))
        real.append(clip)
        coded.append(made[_SILENCE_BEFORE:])
        progress(number + 1, len(rows))
    names = [row["category"] for row in rows]
    return CodecQuality(
        whole=spread_of_pairs(measured),
        categories={name: _of_category(name, names, measured) for name in sorted(set(names))},
        real=_accuracy(judge, real, names),
        coded=_accuracy(judge, coded, names),
    )


def _validation(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["split"] == "valid" and row["category"] != "spoken_digits"]


def _coded(codec: Codec, clip: Mono) -> Mono:
    """A clip behind silence, coded."""
    heard = np.concatenate([np.zeros(_SILENCE_BEFORE, np.float32), clip])
    return codec.coded(Audio(heard[:, None], RATE_HZ)).samples[:, 0]


def _measured(clip: Mono, made: Mono, row: Row) -> PairDistances:
    """All measures of the clip itself, its onset with the silence before it."""
    pitch = 440 * 2 ** ((float(row["pitch"]) - 69) / 12) if row.get("pitch") else None
    distances = pair_distances(clip, made[_SILENCE_BEFORE:], pitch)
    behind_silence = np.concatenate([np.zeros(_SILENCE_BEFORE, np.float32), clip])
    onsets = onset_difference(behind_silence, made)
    if onsets is None:
        return replace(distances, onset_error_ms=None, pre_echo_db=None)
    return replace(distances, onset_error_ms=abs(onsets.later_ms), pre_echo_db=onsets.pre_echo_db)


def _of_category(name: str, names: Sequence[str], measured: Sequence[PairDistances]) -> PairedDistances:
    return spread_of_pairs([each for category, each in zip(names, measured, strict=True) if category == name])


def _accuracy(judge: Judge, sounds: Sequence[Mono], names: Sequence[str]) -> Accuracy:
    heard = judge.hear(sounds)
    return accuracy(names, named(heard.categories, judge.names.categories), judge.names.categories)
