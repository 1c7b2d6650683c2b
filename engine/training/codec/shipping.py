"""From a run to what ships: the best weights in half precision, and the list of those whose clips they learned from."""

from pathlib import Path

from engine.attribution import Credit, write_attribution
from engine.models.codec.codec import BUNDLED
from engine.models.codec.weights import save_weights
from engine.training.checkpoint import CHECKPOINT, load_average, load_progress
from engine.training.codec.reading import read_rows
from engine.training.slices import BEST


def ship(run: Path, data: Path, out: Path) -> Path:
    """Write diffusion_pytorch_model.safetensors and ATTRIBUTION.md into `out`; returns the weights' path.

    Raises `MissingError` for a folder without a run or without a table of clips.
    """
    progress = load_progress(run / CHECKPOINT)
    weights = out / BUNDLED.name
    trained = f"{len(progress.losses)} steps, {progress.minutes:.0f} minutes, log-mel distance {progress.best:.4f}"
    save_weights(weights, load_average(run / BEST), trained)
    write_attribution(out / "ATTRIBUTION.md", "Ember's codec", "No audio is in the weights.", credits_of(data))
    return weights


def credits_of(data: Path) -> list[Credit]:
    """Whom the clips are from that are trained on, one of each clip; raises `MissingError` without a table of clips."""
    rows = [row for row in read_rows(data) if row["split"] == "train"]
    return [Credit(row["attribution"], row["licence"], row["source_url"] or row["source_repo"]) for row in rows]
