import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge import cli
from bridge.settings import Settings
from engine import WarmtoneError
from tests.session import ROOT


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings that Warmtone would have been started with."""
    found: list[Settings] = []
    monkeypatch.setattr("bridge.running.run_warmtone", lambda settings, models: found.append(settings))
    return found


def test_without_a_command_it_starts_with_the_flags(started: list[Settings], tmp_path: Path) -> None:
    file = tmp_path / "some.toml"
    file.write_text('block = 128\nmodel = "vae"')
    flags = ["--port", "0", "--session", str(tmp_path), "--model", "tone", "--device", "2", "--settings", str(file)]
    assert CliRunner().invoke(cli.warmtone, flags).exit_code == 0
    assert started == [Settings(port=0, session=tmp_path, model="tone", device="2", block=128)]


@pytest.mark.parametrize("flags", [["--port", "70000"], ["--prot", "1"], ["--block", "x"], ["nothing"]])
def test_a_flag_or_command_that_is_not_known(started: list[Settings], flags: list[str]) -> None:
    result = CliRunner().invoke(cli.warmtone, flags)
    assert result.exit_code == 2
    assert "Try '" in result.output
    assert started == []


def test_help_names_every_setting_that_is_a_flag() -> None:
    help_ = CliRunner().invoke(cli.warmtone, ["--help"]).output
    for flag in ("--host", "--port", "--session", "--model", "--device", "--block", "--settings"):
        assert flag in help_


def test_what_can_not_be_done_is_one_sentence_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(settings: Settings, models: object) -> None:
        raise WarmtoneError("There is no way.")

    monkeypatch.setattr("bridge.running.run_warmtone", refuse)
    monkeypatch.setattr(sys, "argv", ["warmtone"])
    with pytest.raises(SystemExit, match=r"^warmtone: There is no way\.$"):
        cli.main()


def test_an_unknown_key_in_the_settings_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "warmtone.toml"
    file.write_text("prot = 7700")
    command = [sys.executable, "-m", "bridge", "--settings", str(file)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("warmtone: There is no setting prot; there are host, port, session, model")
    assert ended.stderr.count("\n") == 1
