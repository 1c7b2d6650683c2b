import pytest

from bridge.console import Terminal
from bridge.jobs import OpenJob
from bridge.vocabulary.events import Cancelled, Done, Failed, Note, Progress, Queued, Started, TakeMade
from bridge.vocabulary.requests import Generate


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal()


def job(prompt: str = "deep kick") -> OpenJob:
    return OpenJob(1, ("127.0.0.1", 9000), "a", False, request=Generate("a", prompt=prompt))


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_a_job_is_one_line_where_the_output_is_no_terminal(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    for event in (
        Queued("a"),
        Started("a", "tone", 7),
        Progress("a", 1, 2, 0.5),
        TakeMade("a", 1, 7, 0.5, "/a.wav"),
        Done("a", 1, 0.25),
    ):
        terminal.of_job(job(), event)
    assert said(capsys) == ["a (deep kick)  done, 1 take in 0.25 s"]


def test_why_a_job_ended_is_said(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.of_job(job(), Note("a", "tone knows no kick."))
    terminal.of_job(job(), Failed("a", "model", "It broke."))
    terminal.of_job(job(), Cancelled("a"))
    note, failed, cancelled = said(capsys)
    assert note == "a (deep kick)  tone knows no kick."
    assert failed == "a (deep kick)  failed (model): It broke."
    assert cancelled.startswith("a (deep kick)  cancelled after ")


def test_what_others_wrote_does_not_steer_the_terminal(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.of_job(job("[red]x\x1b[2J\n\\"), Failed("a", "file", "[/nothing] \x07"))
    (line,) = said(capsys)
    assert line == "a ([red]x [2J \\)  failed (file): [/nothing]  "
