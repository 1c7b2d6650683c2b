"""The doctor: whatever is missing comes with the command that mends it."""

import importlib.util
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from bridge import doctor
from bridge.doctor import Finding, examine, midi, print_findings
from bridge.settings import Settings


def finding_of(what: str, settings: Settings) -> Finding:
    return next(finding for finding in examine(settings) if finding.what == what)


def test_each_thing_is_looked_at_once_and_what_is_missing_can_be_mended(tmp_path: Path) -> None:
    findings = examine(Settings(session=tmp_path))
    assert len({finding.what for finding in findings}) == len(findings)
    assert all(finding.says for finding in findings)
    assert all(finding.mend for finding in findings if not finding.here)
    assert finding_of("Python", Settings(session=tmp_path)).here
    assert finding_of("torch", Settings(session=tmp_path)).here


def test_a_port_that_is_taken_is_named_with_another_to_take(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        taken = finding_of("OSC port", Settings(session=tmp_path, port=port))
    assert not taken.here
    assert str(port) in taken.says
    assert taken.mend.startswith("warmtone --port ")
    assert finding_of("OSC port", Settings(session=tmp_path, port=port)).here


def test_a_session_below_a_file_can_not_be(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert finding_of("session", Settings(session=tmp_path / "new" / "deep")).here
    assert not finding_of("session", Settings(session=file)).here


def test_missing_midi_is_one_line_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None if name == "rtmidi" else real(name))
    line = midi().line
    assert line.startswith("no MIDI: ")
    assert "; to get it: " in line
    assert "\n" not in line


def test_the_table_names_every_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = replace(Settings(), session=tmp_path)
    print_findings(settings)
    printed = capsys.readouterr().out
    for finding in examine(settings):
        assert finding.what in printed
        assert finding.here or finding.mend in printed
