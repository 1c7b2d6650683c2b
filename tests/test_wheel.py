"""The wheel by itself: built, installed in a fresh environment, and its demo played from the root folder."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import soundfile

ROOT = Path(__file__).parents[1]


def test_the_wheel_plays_its_demo_from_any_folder(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    _run([*pip, "wheel", "--no-deps", "-w", str(tmp_path), str(ROOT)])
    (wheel,) = tmp_path.glob("warmtone-*.whl")
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    bin_folder = environment / ("Scripts" if os.name == "nt" else "bin")
    _run([str(bin_folder / "python"), "-m", "pip", "-q", "install", str(wheel)])
    session = tmp_path / "session"
    told = _run([str(bin_folder / "warmtone"), "--session", str(session), "--device", "silent", "demo"])
    takes = sorted((session / "takes").glob("*.wav"))
    assert len(takes) == 3, told
    for take in takes:
        assert str(take) in told
        assert soundfile.info(take).frames == 48_000


def _run(command: list[str]) -> str:
    # From the root folder, so that nothing of the checkout can be imported by accident.
    done = subprocess.run(command, cwd=Path.home().anchor, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout
