"""From a run to what ships: the best weights in half precision, and the list of those whose clips they learned from."""

from pathlib import Path

from engine.attribution import Credit, write_attribution
from engine.models.codec.weights import save_weights
from engine.training.codec.checkpoint import CHECKPOINT, load_average, load_progress
from engine.training.codec.reading import read_rows
from engine.training.codec.run import BEST


def ship(run: Path, data: Path, out: Path) -> Path:
    """Write codec.safetensors and ATTRIBUTION.md into `out`; returns the weights' path.

    Raises `MissingError` for a folder without a run or without a table of clips.
    """
    progress = load_progress(run / CHECKPOINT)
    weights = out / "codec.safetensors"
    trained = f"{len(progress.losses)} steps, {progress.minutes:.0f} minutes, log-mel distance {progress.best:.4f}"
    save_weights(weights, load_average(run / BEST), trained)
    rows = [row for row in read_rows(data) if row["split"] == "train"]
    credits = (Credit(row["attribution"], row["licence"], row["source_url"] or row["source_repo"]) for row in rows)
    write_attribution(out / "ATTRIBUTION.md", "Ember's codec", "No audio is in the weights.", credits)
    return weights
