"""What training shows a person: the loss over its steps, and real beside reconstructed beside generated sound."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from engine.audio import Audio, Samples
from engine.models.vae.framing import framed
from engine.models.vae.model import LONGEST_SECONDS, SpectrogramVae
from engine.models.vae.spectrogram import FLOOR_DB, HOP, RATE_HZ, levels, spectra
from engine.models.vae.weights import load_weights
from engine.tasks import Generate, Vary
from engine.training.clips import CATEGORIES, Clip

_HIGHEST_KHZ = 12
_SMOOTHED_STEPS = 25
_DOTS_PER_INCH = 80
_COLOURS = 64


def draw_loss(path: Path, losses: Sequence[float]) -> None:
    """A PNG of the loss of every step and its running mean."""
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(losses, linewidth=0.5, alpha=0.4, label="each step")
    width = min(_SMOOTHED_STEPS, len(losses))
    mean = np.convolve(losses, np.ones(width) / width, mode="valid")
    axes.plot(np.arange(len(mean)) + width - 1, mean, label=f"mean of {width} steps")
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    _save(figure, path)


def draw_spectrograms(path: Path, weights: Path, clips: Sequence[Clip]) -> None:
    """A PNG with a row for each category: a real clip, its reconstruction, and a clip generated from its words."""
    model = SpectrogramVae(load_weights(weights))
    shown = _one_of_each(clips)
    figure = Figure(figsize=(11, 2.4 * len(shown)), layout="constrained")
    panels = figure.subplots(len(shown), 3, sharex=True, sharey=True, squeeze=False)
    for row, clip in zip(panels, shown, strict=True):
        _draw(row[0], clip.samples, f"real: {clip.label}")
        _draw(row[1], _reconstructed(model, clip), "reconstructed")
        _draw(row[2], _generated(model, clip.label), f"generated: {clip.label}")
    figure.supxlabel("seconds")
    figure.supylabel("kHz")
    _save(figure, path)


def _one_of_each(clips: Sequence[Clip]) -> list[Clip]:
    """The clip in the middle of each category that has some."""
    groups = [[clip for clip in clips if clip.category == name] for name in CATEGORIES]
    return [group[len(group) // 2] for group in groups if group]


def _reconstructed(model: SpectrogramVae, clip: Clip) -> Samples:
    source = Audio(clip.samples[: int(LONGEST_SECONDS * RATE_HZ), None], RATE_HZ)
    return np.concatenate(list(model.vary(Vary(amount=0.0), source, 0, _no_step, _no_note)))[:, 0]


def _generated(model: SpectrogramVae, prompt: str) -> Samples:
    task = Generate(prompt=prompt, seconds=LONGEST_SECONDS)
    return np.concatenate(list(model.generate(task, 0, _no_step, _no_note)))[:, 0]


def _draw(axes: Axes, samples: Samples, title: str) -> None:
    level = levels(spectra(framed(samples))).numpy().T
    seconds = level.shape[1] * HOP / RATE_HZ
    axes.imshow(
        level,
        origin="lower",
        aspect="auto",
        cmap="magma",
        vmin=FLOOR_DB,
        vmax=-10,
        interpolation="none",
        extent=(0, seconds, 0, RATE_HZ / 2000),
    )
    axes.set_ylim(0, _HIGHEST_KHZ)
    axes.set_title(title, fontsize=9)


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, dpi=_DOTS_PER_INCH)
    # A palette makes noisy spectrograms a third as large.
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(_COLOURS)
    few.save(path, optimize=True)


def _no_step(done: int, total: int) -> None:
    return None


def _no_note(sentence: str) -> None:
    return None
