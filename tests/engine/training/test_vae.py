"""Training the VAE on a tiny pack: repeatable, and everything is written."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from engine.models.vae.network import SIZE, STEPS
from engine.models.vae.weights import load_weights
from engine.training.vae import TrainingProgress, TrainingReport, train_vae
from tests.engine.training.pack import write_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("pack"), clips_each=2)


@dataclass(frozen=True)
class Run:
    """One training: its folder, what it reported, and what it told on its way."""

    out: Path
    report: TrainingReport
    progress: list[TrainingProgress]


def trained(pack: Path, out: Path, seed: int) -> Run:
    progress: list[TrainingProgress] = []
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        return Run(out, train_vae(pack, out, seed=seed, progress=progress.append, steps=4), progress)
    finally:
        torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def run(pack: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(pack, tmp_path_factory.mktemp("run"), seed=1)


def test_training_writes_all_that_ships(run: Run) -> None:
    assert run.report.clips == 8
    assert load_weights(run.report.weights).posteriors.mean.shape == (8, STEPS, SIZE)
    assert "| 4 | CC0-1.0 | Author 0 | somewhere/else |" in (run.out / "ATTRIBUTION.md").read_text()
    for picture in ("vae-loss.png", "vae-spectrograms.png"):
        assert (run.out / picture).read_bytes().startswith(b"\x89PNG")


def test_progress_counts_up_while_the_loss_falls(run: Run) -> None:
    assert [each.step for each in run.progress] == [1, 2, 3, 4]
    assert run.progress[-1].seconds_left == 0
    assert run.progress[-1].loss < run.progress[0].loss


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(run: Run, pack: Path, tmp_path: Path) -> None:
    again, other = (trained(pack, tmp_path / str(seed), seed) for seed in (1, 2))
    assert again.report.weights.read_bytes() == run.report.weights.read_bytes()
    assert other.report.weights.read_bytes() != run.report.weights.read_bytes()
