"""From a run to what ships: the best weights in half precision, and the list of those whose clips they learned from."""

from collections import Counter
from pathlib import Path

from engine.models.codec.weights import save_weights
from engine.training.codec.checkpoint import CHECKPOINT, load_average, load_progress
from engine.training.codec.reading import read_rows
from engine.training.codec.run import BEST

_HEAD = """# Who made the sounds that Ember's codec learned from

The weights beside this file were trained on the clips below. No audio is in the weights. All clips were changed: mono,
trimmed, cut, normalised.

| clips | licence | attribution | source |
|---|---|---|---|
"""


def ship(run: Path, data: Path, out: Path) -> Path:
    """Write codec.safetensors and ATTRIBUTION.md into `out`; returns the weights' path.

    Raises `MissingError` for a folder without a run or without a table of clips.
    """
    progress = load_progress(run / CHECKPOINT)
    weights = out / "codec.safetensors"
    trained = f"{len(progress.losses)} steps, {progress.minutes:.0f} minutes, log-mel distance {progress.best:.4f}"
    save_weights(weights, load_average(run / BEST), trained)
    (out / "ATTRIBUTION.md").write_text(_HEAD + _credits(data), encoding="utf-8")
    return weights


def _credits(data: Path) -> str:
    """A row for every author, licence and source of training clips, with the number of clips."""
    rows = [row for row in read_rows(data) if row["split"] == "train"]
    credits = Counter((row["attribution"], row["licence"], row["source_url"] or row["source_repo"]) for row in rows)
    lines = [
        f"| {count} | {licence} | {attribution} | {source} |"
        for (attribution, licence, source), count in sorted(credits.items())
    ]
    return "\n".join(lines) + "\n"
