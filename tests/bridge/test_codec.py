"""`warmtone train codec`, `train pack`, `train ship` and `codec` as a person types them."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from bridge import cli
from engine.models.codec import codec
from tests.engine.training.pack import write_pack


def typed(*words: object) -> str:
    result = CliRunner().invoke(cli.warmtone, [str(word) for word in words])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


@pytest.fixture(autouse=True)
def _no_nicer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands run in this process, which is not to become nice for good."""
    monkeypatch.setattr("os.nice", lambda by: 0)


def test_from_a_folder_of_clips_to_weights_that_code_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_pack(data, clips_each=1)
    run, shipped = tmp_path / "run", tmp_path / "shipped"

    told = typed("train", "pack", "--data", data, "--out", tmp_path / "set.pack")
    assert "8 clips" in told
    told = typed("train", "codec", "--pack", tmp_path / "set.pack", "--out", run, "--steps", 2, "--batch", 2)
    assert "step 2/2" in told
    for picture in ("codec-progress.png", "codec-spectrograms.png"):
        assert (run / picture).read_bytes().startswith(b"\x89PNG")
    typed("train", "ship", "--run", run, "--data", data, "--out", shipped)
    assert "| 4 | CC0-1.0 | Author 0 |" in (shipped / "ATTRIBUTION.md").read_text()

    monkeypatch.setattr(codec.load_codec, "__defaults__", (shipped / codec.BUNDLED.name,))
    soundfile.write(tmp_path / "in.wav", 0.1 * np.random.default_rng(0).standard_normal((12_000, 2)), 48_000)
    told = typed("codec", tmp_path / "in.wav", tmp_path / "out.wav")
    assert "0.25 s, coded and decoded" in told
    made, rate_hz = soundfile.read(tmp_path / "out.wav")
    assert (rate_hz, made.shape) == (44_100, (11_025, 2))


def test_measuring_has_a_row_for_each_category(tmp_path: Path) -> None:
    write_pack(tmp_path, clips_each=1)
    told = typed("evaluate", "codec", "--data", tmp_path)
    for words in ("drums", "instruments", "all", "log-mel distance", "The judge names"):
        assert words in told
    assert "spoken_digits" not in told


def test_training_wants_one_kind_of_clips() -> None:
    result = CliRunner().invoke(cli.warmtone, ["train", "codec"])
    assert result.exit_code == 2
    assert "Give either --data or --pack" in result.output
