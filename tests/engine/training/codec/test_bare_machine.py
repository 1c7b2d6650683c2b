"""A slice of training where nothing is installed but torch and numpy."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from engine.training.codec.pack.packing import write_pack
from tests.engine.training.pack import write_pack as write_clips

TREE = Path(__file__).parents[4]
SPARED = {"torch", "numpy"}

SCRIPT = """
import runpy, sys
from importlib.machinery import PathFinder
class Bare(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in {missing} else super().find_spec(name, path, target)
sys.meta_path[:] = [Bare if finder is PathFinder else finder for finder in sys.meta_path]
runpy.run_module("engine.training.codec", run_name="__main__")
"""


def others() -> set[str]:
    """The modules of every library that the project asks for, torch and numpy excepted."""
    project = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {re.split(r"[^A-Za-z0-9_-]", each)[0].lower().replace("-", "_") for each in wanted}
    return (names | {"pythonosc", "rtmidi", "PIL", "scipy"}) - SPARED


def test_a_slice_runs_and_leaves_what_travels(tmp_path: Path) -> None:
    write_clips(tmp_path, clips_each=1)
    write_pack(tmp_path, tmp_path / "set.pack", lambda done, total: None)
    assert {"soxr", "soundfile", "click", "rich", "safetensors", "matplotlib"} <= others()
    arguments = ["--pack", tmp_path / "set.pack", "--out", tmp_path / "run", "--steps", "1", "--batch", "2", "--parts"]
    command = [sys.executable, "-c", SCRIPT.format(missing=others()), *map(str, arguments)]
    ended = subprocess.run(command, cwd=TREE, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("step 1/1 ")
    written = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"checkpoint.pt", "best.pt", "weights.part", "rest.part"} <= written


@pytest.mark.parametrize("words", [["--pack", "nothing.pack"], []])
def test_what_is_missing_is_said_in_a_sentence(words: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "engine.training.codec", *words]
    ended = subprocess.run(command, cwd=TREE, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert "pack" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
