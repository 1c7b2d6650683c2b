"""Pictures to look at beside the figures: spectrogram sheets and a confusion matrix, as PNG."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from engine.evaluation.sounds import RATE_HZ, Mono
from engine.mel_bands import magnitudes

Confusion = np.typing.NDArray[np.int64]
"""Counts of shape (names, names): rows are true, columns are what was heard."""

_WINDOW, _HOP = 2048, 256
_FLOOR_DB = -90.0
_LOWEST_HZ, _HIGHEST_HZ = 40, 20000
_DOTS_PER_INCH = 90


def draw_sheet(path: Path, rows: Sequence[tuple[str, Mono, Mono]]) -> None:
    """A row for each (title, reference, generated): both spectrograms side by side, 40 Hz to 20 kHz, 90 dB deep."""
    figure = Figure(figsize=(11, 2.3 * len(rows) + 0.4), layout="constrained")
    panels = figure.subplots(len(rows), 2, squeeze=False)
    for (left, right), (title, reference, generated) in zip(panels, rows, strict=True):
        seconds = max(len(reference), len(generated)) / RATE_HZ
        _draw_spectrogram(left, reference, f"{title}: reference", seconds)
        _draw_spectrogram(right, generated, "generated", seconds)
    figure.supxlabel("seconds")
    figure.supylabel("hertz")
    figure.savefig(path, dpi=_DOTS_PER_INCH)


def confusion(true: Sequence[str], given: Sequence[str], names: Sequence[str]) -> Confusion:
    """How often each true name was given each name; sounds of other names are left out.

    >>> confusion(["a", "a", "b"], ["a", "b", "b"], ["a", "b"]).tolist()
    [[1, 1], [0, 1]]
    """
    counts = np.zeros((len(names), len(names)), np.int64)
    for one, other in zip(true, given, strict=True):
        if one in names and other in names:
            counts[names.index(one), names.index(other)] += 1
    return counts


def draw_confusion(path: Path, counts: Confusion, names: Sequence[str], rows: str, columns: str) -> None:
    """A matrix whose colours are shares of each row, with the counts written into it; what rows and columns are."""
    shares = counts / counts.sum(axis=1, keepdims=True).clip(1)
    side = 2.2 + 0.55 * len(names)
    figure = Figure(figsize=(side + 1, side), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right")
    axes.set_yticks(range(len(names)), [f"{name} ({total})" for name, total in zip(names, counts.sum(1), strict=True)])
    axes.set(xlabel=columns, ylabel=rows)
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", color=colour, fontsize=8)
    figure.savefig(path, dpi=_DOTS_PER_INCH)


def _draw_spectrogram(axes: Axes, samples: Mono, title: str, seconds: float) -> None:
    spectra = magnitudes(torch.from_numpy(samples), _WINDOW, _HOP).numpy().T / (_WINDOW / 4)
    level = 20 * np.log10(spectra.clip(10 ** (_FLOOR_DB / 20)))
    times = np.arange(level.shape[1]) * _HOP / RATE_HZ
    hertz = np.arange(level.shape[0]) * RATE_HZ / _WINDOW
    axes.pcolormesh(times, hertz, level, cmap="magma", vmin=_FLOOR_DB, vmax=-10, shading="nearest", rasterized=True)
    axes.set(xlim=(0, seconds), ylim=(_LOWEST_HZ, _HIGHEST_HZ), yscale="log")
    axes.set_title(title, fontsize=9)
