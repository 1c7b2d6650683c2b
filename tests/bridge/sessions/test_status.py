"""What /status tells, and what it counts."""

import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bridge.vocabulary.events import Status
from bridge.vocabulary.table import ARGUMENTS
from tests.session import Client, Heard, Warmtone, running_warmtone


def test_every_figure_is_there(warmtone: Warmtone, client: Client) -> None:
    status = client.status()
    assert status.values[::2] == tuple(argument.name for argument in ARGUMENTS[Status])
    assert (status["state"], status["model"], status["device"]) == ("ready", "tone", "silent")
    assert (status["rate"], status["block"], status["session"]) == (48_000, 256, str(warmtone.session))
    assert 0 <= status["load"] < 1
    assert 0 <= status["age"] < 0.5
    assert 0 < status["uptime"] < 3_600


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process holds now")
def test_the_bridge_is_small(client: Client) -> None:
    assert 10 < client.status()["memory"] < 150


def test_jobs_at_work_and_waiting_are_counted(person: Client) -> None:
    for name in range(3):
        person.say("/generate", name, "model", "odd", "seconds", 60, "prompt", "slow")
    person.hear("/job/progress", 0)
    status = person.status()
    assert (status["running"], status["waiting"]) == (1, 2)
    person.say("/cancel")
    for _ in range(3):
        person.hear("/job/cancelled")
    assert person.status()["running"] == 0


def test_clients_are_counted(warmtone: Warmtone, client: Client) -> None:
    before = client.status()["clients"]
    client.say("/subscribe")
    client.say("/hello", client.port, "x")
    assert client.status()["clients"] == before + 1


def test_what_was_received_and_refused_is_counted(client: Client) -> None:
    before = client.status()
    for _ in range(3):
        client.say("/nothing")
    after = client.status()
    assert after["received"] - before["received"] == 4
    assert after["refused"] - before["refused"] == 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what it dropped")
def test_every_loss_of_a_flood_is_counted(tmp_path: Path) -> None:
    with running_warmtone(tmp_path, receive_buffer=4_096) as warmtone, warmtone.client() as client:
        before, sent = client.status(), client.sent
        for _ in range(20_000):
            client.say("/volume", 1.0)
        after = status_after_a_flood(client)
        received, lost = (after[key] - before[key] for key in ("received", "lost"))
        assert lost > 100
        assert received + lost == client.sent - sent


def status_after_a_flood(client: Client) -> Heard:
    """Ask until one question is not lost itself; the one behind it finds everything counted."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        client.say("/status")
        with suppress(AssertionError):
            client.hear("/status", seconds=0.2)
            break
    return client.status()
