"""A tiny pack of clips, written for tests in the layout of a real one."""

import csv
from pathlib import Path

import numpy as np
import soundfile

HEADER = [
    "file",
    "category",
    "label",
    "tags",
    "caption",
    "licence",
    "attribution",
    "source_url",
    "source_repo",
    "split",
]
RATES_HZ = {"drums": 44100, "synth": 44100, "instruments": 22050, "spoken_digits": 8000}


def write_pack(folder: Path, clips_each: int = 3) -> Path:
    """A folder with `clips_each` train clips and as many valid ones in each category; tones and noise."""
    with (folder / "metadata.csv").open("w", newline="", encoding="utf-8") as lines:
        table = csv.DictWriter(lines, HEADER)
        table.writeheader()
        for split in ("train", "valid"):
            for number, (category, rate_hz) in enumerate(RATES_HZ.items()):
                for take in range(clips_each):
                    name = f"{category}_{split}_{take}.wav"
                    soundfile.write(folder / name, _sound(number, take, rate_hz), rate_hz)
                    table.writerow(_row(name, category, take, split))
    return folder


def _sound(number: int, take: int, rate_hz: int) -> "np.typing.NDArray[np.float64]":
    seconds = np.arange(rate_hz // 3) / rate_hz
    tone = np.sin(2 * np.pi * 150 * (number + 1) * (1 + take / 10) * seconds)
    noise = np.random.default_rng(take).standard_normal(len(seconds))
    share = 0.9 if number == 0 else 0.05
    return 0.4 * np.exp(-3 * number * seconds) * ((1 - share) * tone + share * noise / 3)


def _row(name: str, category: str, take: int, split: str) -> dict[str, str]:
    return {
        "file": name,
        "category": category,
        "label": f"label {take}",
        "tags": "short;test",
        "caption": f"a caption of {category}",
        "licence": "CC0-1.0",
        "attribution": f"Author {take}",
        "source_url": "",
        "source_repo": "somewhere/else",
        "split": split,
    }
