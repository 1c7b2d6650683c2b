"""A tiny folder of sounds and texts: a few short tones and noises, with words of their own."""

from pathlib import Path

import numpy as np
import soundfile

from tests.engine.training.words.data import write_table, write_texts

RATE_HZ = 44_100
_COLUMNS = (
    "file",
    "category",
    "label",
    "tags",
    "caption",
    "pitch",
    "duration_s",
    "split",
    "attribution",
    "licence",
    "source_url",
)
_KINDS = (
    ("animals", "dog bark", "a dog barking", ""),
    ("instruments", "piano", "a piano playing the note C#4", "61"),
    ("drums", "kick drum", "a kick drum", ""),
    ("spoken_digits", "six", "a man saying the number six", ""),
)


def write_folder(folder: Path, of_each: int = 3) -> Path:
    """So many clips of each of four kinds, the last of each for validation."""
    write_texts(folder)
    rows = []
    for kind, (category, label, caption, pitch) in enumerate(_KINDS):
        for number in range(of_each):
            file = f"{kind}-{number}.wav"
            seconds = 0.2 + 0.1 * kind
            soundfile.write(folder / file, _sound(kind, number, seconds), RATE_HZ)
            split = "valid" if number == of_each - 1 else "train"
            rows.append(
                (
                    file,
                    category,
                    label,
                    f"{label};tag",
                    caption,
                    pitch,
                    f"{seconds}",
                    split,
                    "somebody",
                    "CC0-1.0",
                    "here",
                )
            )
    write_table(folder / "metadata.csv", _COLUMNS, rows)
    return folder


def _sound(kind: int, number: int, seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """A tone an octave higher for each kind, with some noise in it."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(number).standard_normal(len(time))
    tone = np.sin(2 * np.pi * 200 * 2**kind * (1 + 0.02 * number) * time)
    return ((0.4 * tone + 0.02 * noise) * np.exp(-3 * time)).astype(np.float32)
