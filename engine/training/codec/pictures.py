"""What a run shows a person: loss and validation over its steps, and real spectrograms beside reconstructed ones."""

from pathlib import Path

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image
from torch import Tensor

from engine.models.codec.framing import RATE_HZ
from engine.models.codec.network import Network
from engine.training.checkpoint import Progress
from engine.training.codec.validation import reconstructed

_WINDOW, _HOP = 2048, 512
_FLOOR_DB, _TOP_DB = -70.0, 20.0
_SHOWN = 8
_COLOURS = 64


def draw_progress(path: Path, progress: Progress) -> None:
    """A PNG of the loss of every step, its running mean, and the log-mel distance of every validation."""
    figure = Figure(figsize=(9, 4), layout="constrained")
    axes = figure.add_subplot()
    losses = np.asarray(progress.losses)
    width = max(1, min(100, len(losses)))
    axes.plot(losses, linewidth=0.3, alpha=0.3)
    axes.plot(np.convolve(losses, np.ones(width) / width, mode="valid"), label=f"loss, mean of {width} steps")
    if progress.distances:
        axes.plot(*zip(*progress.distances, strict=True), marker=".", label="log-mel distance, validation")
    axes.set(xlabel="step", yscale="log", title=f"{progress.minutes:.0f} minutes")
    axes.legend()
    figure.savefig(path, dpi=80)


def draw_reconstructions(path: Path, network: Network, crops: Tensor) -> None:
    """A PNG with a row for each of eight crops (count, frames): real on the left, coded and decoded on the right."""
    shown = crops[:: max(1, len(crops) // _SHOWN)][:_SHOWN]
    made = reconstructed(network, shown)
    figure = Figure(figsize=(11, 2.2 * len(shown)), layout="constrained")
    panels = figure.subplots(len(shown), 2, sharex=True, sharey=True, squeeze=False)
    for row, real, copy in zip(panels, shown, made, strict=True):
        _draw(row[0], real)
        _draw(row[1], copy)
    panels[0][0].set_title("real")
    panels[0][1].set_title("coded and decoded")
    figure.supxlabel("seconds")
    figure.supylabel("kHz")
    figure.savefig(path, dpi=70)
    # A palette makes noisy spectrograms a third as large.
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(_COLOURS)
    few.save(path, optimize=True)


def _draw(axes: Axes, samples: Tensor) -> None:
    spectra = torch.stft(samples, _WINDOW, _HOP, window=torch.hann_window(_WINDOW), return_complex=True).abs()
    axes.imshow(
        20 * torch.log10(spectra + 1e-6).numpy(),
        origin="lower",
        aspect="auto",
        cmap="magma",
        vmin=_FLOOR_DB,
        vmax=_TOP_DB + 20,
        extent=(0, len(samples) / RATE_HZ, 0, RATE_HZ / 2000),
    )
