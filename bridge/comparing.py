"""`warmtone evaluate REFERENCE GENERATED`, `evaluate judge`, `train judge`: bars as they run, then tables or JSON."""

import dataclasses
import json
import math
import os
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from engine import compare_sounds, examine_judge, train_judge

_PAIRED = {
    "multi_resolution_log_mel": "multi-resolution log-mel distance, nepers",
    "audible_log_mel": "the same, floor at -80 dBFS, nepers",
    "log_spectral_distance_db": "log-spectral distance, dB",
    "multi_resolution_stft": "multi-resolution STFT distance",
    "si_sdr_db": "SI-SDR, dB",
    "partials_db": "prominence of partials, difference, dB",
    "partials_lost_db": "prominence of partials, lost, dB",
    "pitch_error_cents": "pitch error, cents",
    "onset_error_ms": "onset error, ms",
    "pre_echo_db": "energy before the onset, dB",
}
_SETS = {
    "label_divergence": "divergence of labels, nepers",
    "inception_score_reference": "inception score of the reference",
    "inception_score_generated": "inception score of the generated",
    "precision": "precision",
    "recall": "recall",
    "diversity_reference": "diversity of the reference",
    "diversity_generated": "diversity of the generated",
    "memorised": "nearer to a training clip than 1 % of the reference",
}
_EXAMINED = {
    "precision": "precision of training clips",
    "recall": "recall of training clips",
    "inception_score": "inception score of validation clips",
    "diversity_within_labels": "diversity within labels of validation clips",
    "memorised": "validation clips that would count as memorised",
}

Figures = dict[str, Any]
"""A frozen dataclass of results as a dictionary, for tables and JSON alike."""


def print_comparison(
    reference: Path, generated: Path, training: Path | None, pictures: Path | None, judge: Path | None, as_json: bool
) -> None:
    """Measure and print; JSON goes to standard output alone, the bar to standard error."""
    _let_threads_sleep()
    with _bar() as bar:
        line = bar.add_task("measuring", total=None)
        comparison = compare_sounds(
            reference,
            generated,
            training=training,
            pictures=pictures,
            judge=judge,
            progress=lambda done, total: bar.update(line, completed=done, total=total),
        )
    figures: Figures = dataclasses.asdict(comparison)
    if as_json:
        print(json.dumps(_finite(figures), indent=2))
    else:
        _print_tables(figures, pictures)


def print_judge_training(data: Path, out: Path, seed: int, steps: int | None) -> None:
    """Train the judge and say how well it names real clips that it did not learn from."""
    _let_threads_sleep()
    with _bar() as bar:
        line = bar.add_task("hearing the clips", total=None)

        def draw(doing: str, done: int, total: int, loss: float) -> None:
            said = "hearing the clips" if math.isnan(loss) else f"{doing}, loss {loss:.3f}"
            bar.update(line, description=said, completed=done, total=total)

        report = train_judge(
            data, out, seed=seed, steps=steps, progress=lambda at: draw(at.doing, at.done, at.total, at.loss)
        )
    console = Console(highlight=False, soft_wrap=True)
    console.print(_accuracy_table(dataclasses.asdict(report.accuracy)))
    console.print(f"{report.clips} clips, {report.seconds:.0f} s: {report.weights}")


def print_examination(data: Path, pictures: Path | None, judge: Path | None, as_json: bool) -> None:
    """Examine the judge on real clips and print what it says of them."""
    _let_threads_sleep()
    with _bar() as bar:
        line = bar.add_task("listening", total=None)
        examination = examine_judge(
            data,
            pictures=pictures,
            judge=judge,
            progress=lambda done, total: bar.update(line, completed=done, total=total),
        )
    figures: Figures = dataclasses.asdict(examination)
    if as_json:
        print(json.dumps(_finite(figures), indent=2))
    else:
        _print_examination(figures)


def _print_examination(figures: Figures) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(_accuracy_table(figures["accuracy"]))
    table = Table(f"{figures['training_clips']} training, {figures['validation_clips']} validation clips", "")
    frechet = figures["training_frechet"]
    table.add_row(f"Frechet distance of training to validation, {frechet['count']} each", _interval(frechet))
    for name, title in _EXAMINED.items():
        table.add_row(title, f"{figures[name]:.3g}")
    console.print(table)


def _accuracy_table(accuracy: Figures) -> Table:
    table = Table("accuracy on real clips", "clips", "macro", "of each")
    for kind, found in accuracy.items():
        macro = f"{found['macro']:.1%} ({found['low']:.1%} to {found['high']:.1%})"
        each = ", ".join(f"{name} {share:.0%}" for name, share in found["shares"].items())
        table.add_row(kind.replace("_", " "), str(found["clips"]), macro, each)
    return table


def _print_tables(figures: Figures, pictures: Path | None) -> None:
    console = Console(highlight=False, soft_wrap=True)
    if figures["paired"]:
        console.print(_paired_table(figures["paired"]))
        console.print(f"The judge hears the same category in {figures['same_category']:.1%} of the pairs.")
    if figures["sets"]:
        console.print(_set_table(figures["sets"]))
    if pictures and figures["paired"]:
        console.print(f"Look at {pictures / 'sheet.png'} and {pictures / 'confusion.png'}.")


def _paired_table(paired: Figures) -> Table:
    table = Table("pairs", "mean", "median", "95th percentile", "of")
    for name, title in _PAIRED.items():
        if spread := paired[name]:
            values = (f"{spread[each]:.3g}" for each in ("mean", "median", "p95"))
            table.add_row(title, *values, str(spread["count"]))
    return table


def _set_table(sets: Figures) -> Table:
    table = Table(f"{sets['generated_sounds']} generated, {sets['reference_sounds']} reference sounds", "")
    frechet = sets["judge_frechet"]
    table.add_row(f"Frechet distance to the judge, {frechet['count']} each", _interval(frechet))
    for name, title in _SETS.items():
        if sets[name] is not None:
            table.add_row(title, f"{sets[name]:.3g}")
    return table


def _interval(frechet: Figures) -> str:
    return f"{frechet['value']:.3g} ({frechet['low']:.3g} to {frechet['high']:.3g})"


def _finite(value: object) -> object:
    """The same with None for numbers that JSON has not."""
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _let_threads_sleep() -> None:
    # Read when torch is loaded: threads that spin while they wait make it 30 times slower beside another program.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True, highlight=False))
