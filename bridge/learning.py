"""`warmtone train` and `warmtone evaluate`: bars while they run, tables when they are done."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from engine import evaluate_vae, train_vae

_CATEGORIES = ("drums", "synth", "instruments", "spoken_digits")


def print_training(data: Path, out: Path, seed: int, steps: int | None) -> None:
    """Train the spectrogram VAE and say what came of it."""
    console = Console(highlight=False, soft_wrap=True)
    with _bar(console) as bar:
        line = bar.add_task("reading the clips", total=None)

        def draw(done: int, total: int, loss: float) -> None:
            bar.update(line, description=f"loss {loss:.3f}", completed=done, total=total)

        report = train_vae(data, out, seed=seed, steps=steps, progress=lambda at: draw(at.step, at.steps, at.loss))
    console.print(f"{report.clips} clips, {report.seconds:.0f} s, last loss {report.loss:.3f}: {report.weights}")
    console.print("Look at vae-loss.png and vae-spectrograms.png beside it.")


def print_evaluation(data: Path, seed: int) -> None:
    """Measure the bundled VAE and print a table."""
    console = Console(highlight=False, soft_wrap=True)
    with _bar(console) as bar:
        line = bar.add_task("measuring", total=None)
        quality = evaluate_vae(
            data, seed=seed, progress=lambda done, total: bar.update(line, completed=done, total=total)
        )
    table = Table("", *_CATEGORIES, "mean")
    for title, shares, unit in (
        ("log-mel distance of the VAE, dB", quality.reconstruction, ".1f"),
        ("of Griffin-Lim on true magnitudes, dB", quality.griffin_lim, ".1f"),
        ("of its phase method on true magnitudes, dB", quality.phase_method, ".1f"),
        ("real clips named rightly", quality.real, ".0%"),
        ("generated clips named rightly", quality.generated, ".0%"),
    ):
        values = [shares[category] for category in _CATEGORIES]
        table.add_row(title, *(format(value, unit) for value in [*values, sum(values) / len(values)]))
    console.print(table)


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)
