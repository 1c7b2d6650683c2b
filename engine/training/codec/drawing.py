"""The pictures of a run, drawn from its files when it stops."""

from pathlib import Path

import torch

from engine.models.codec.network import Network
from engine.training.checkpoint import CHECKPOINT, load_average, load_progress
from engine.training.codec.corpus import Corpus, validation_crops
from engine.training.codec.pictures import draw_progress, draw_reconstructions
from engine.training.codec.run import VALIDATION_CLIPS
from engine.training.slices import BEST


def draw_run(out: Path, corpus: Corpus) -> None:
    """Draw codec-progress.png, and codec-spectrograms.png once a validation has chosen weights."""
    draw_progress(out / "codec-progress.png", load_progress(out / CHECKPOINT))
    if (out / BEST).exists():
        network = Network()
        network.load_state_dict(load_average(out / BEST))
        crops = validation_crops(corpus.on(torch.device("cpu")), VALIDATION_CLIPS)
        draw_reconstructions(out / "codec-spectrograms.png", network, crops)
