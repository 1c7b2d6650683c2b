"""`warmtone evaluate REFERENCE GENERATED` as a person types it."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from bridge import cli
from tests.engine.training.pack import write_pack


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    chance = np.random.default_rng(0)
    for name in ("real", "made"):
        (tmp_path / name).mkdir()
        for number in range(3):
            soundfile.write(tmp_path / name / f"{number}.wav", 0.1 * chance.standard_normal(8000), 44100)
    return tmp_path


def test_json_holds_every_figure_and_nothing_else(sounds: Path) -> None:
    result = CliRunner(env={"COLUMNS": "160"}).invoke(
        cli.warmtone, ["evaluate", str(sounds / "real"), str(sounds / "made"), "--json"]
    )
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert figures["paired"]["log_spectral_distance_db"]["count"] == 3
    assert figures["paired"]["partials_db"] is None
    assert figures["sets"]["judge_frechet"]["count"] == 3
    assert len(figures["judge_sha256"]) == 64


def test_tables_name_each_measure_for_what_it_is(sounds: Path) -> None:
    arguments = [str(sounds / "real"), str(sounds / "made"), "--pictures", str(sounds / "pictures")]
    result = CliRunner(env={"COLUMNS": "160"}).invoke(cli.warmtone, ["evaluate", "compare", *arguments])
    assert result.exit_code == 0, result.output
    for words in ("log-spectral distance, dB", "Frechet distance to the judge, 3 each", "precision", "sheet.png"):
        assert words in result.stdout
    assert "FAD" not in result.output


def test_the_commands_beside_it_still_have_their_names() -> None:
    assert (
        "REFERENCE GENERATED" in CliRunner(env={"COLUMNS": "160"}).invoke(cli.warmtone, ["evaluate", "--help"]).output
    )
    assert "--data" in CliRunner(env={"COLUMNS": "160"}).invoke(cli.warmtone, ["evaluate", "vae", "--help"]).output
    missing = CliRunner(env={"COLUMNS": "160"}).invoke(cli.warmtone, ["evaluate", "nowhere", "nothing"])
    assert missing.exit_code == 2
    assert "'nowhere' does not exist" in missing.output


def test_a_judge_is_trained_and_examined(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_pack(data, clips_each=2)
    trained = CliRunner(env={"COLUMNS": "160"}).invoke(
        cli.warmtone, ["train", "judge", "--data", str(data), "--out", str(tmp_path / "judge"), "--steps", "2"]
    )
    assert trained.exit_code == 0, trained.output
    assert "accuracy on real clips" in trained.stdout
    judge, pictures = tmp_path / "judge" / "judge.safetensors", tmp_path / "pictures"
    arguments = ["evaluate", "judge", "--data", str(data), "--judge", str(judge), "--pictures", str(pictures)]
    examined = CliRunner(env={"COLUMNS": "160"}).invoke(cli.warmtone, [*arguments, "--json"])
    assert examined.exit_code == 0, examined.output
    figures = json.loads(examined.stdout)
    assert figures["validation_clips"] == 8
    assert set(figures["accuracy"]["categories"]["shares"]) == {"drums", "synth", "instruments", "spoken_digits"}
    # No label has five validation clips, so none is judged: JSON has no NaN.
    assert figures["accuracy"]["labels"]["macro"] is None
    assert (pictures / "judge-categories.png").exists()
    assert "Frechet distance of training" in CliRunner(env={"COLUMNS": "160"}).invoke(cli.warmtone, arguments).stdout
