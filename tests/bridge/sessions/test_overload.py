"""More people, and more from each of them, than anybody has: Warmtone answers the others, and grows no further."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bridge.client import Client as Deaf
from bridge.clients import MOST_CLIENTS
from bridge.takes.backlog import MOST_WAITING
from tests.session import Client, Warmtone, running_warmtone

CLIENTS = 200
GREETINGS = 20_000
AT_ONCE = 200
LONGEST_ANSWER_SECONDS = 0.5


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warmtone]:
    with running_warmtone(tmp_path_factory.mktemp("flooded")) as warmtone:
        yield warmtone


def test_two_hundred_subscribers_that_never_read_hold_up_nobody(flooded: Warmtone) -> None:
    with ExitStack() as crowd, flooded.client() as friend:
        for number in range(CLIENTS):
            deaf = Deaf(flooded.port)
            crowd.callback(deaf.close)
            deaf.say("/hello", deaf.port, f"client {number}")
            deaf.say("/subscribe")
        friend.until_quiet()
        assert friend.status()["clients"] == CLIENTS
        friend.say("/generate", "crowd", "seconds", 0.5, "count", 64)
        friend.hear("/job/started", "crowd")
        waits = []
        for _ in range(30):
            asked_at = friend.status().at
            waits.append(friend.status().at - asked_at)
        friend.hear("/job/done", "crowd")
        assert max(waits) < LONGEST_ANSWER_SECONDS
        assert friend.status()["unsent"] == 0


def test_a_storm_of_greetings_fills_no_table_and_no_log(flooded: Warmtone) -> None:
    with ExitStack() as crowd, flooded.client() as friend:
        strangers = [Deaf(flooded.port) for _ in range(2 * MOST_CLIENTS)]
        for stranger in strangers:
            crowd.callback(stranger.close)
        friend.say("/hello", friend.port, "friend")
        before = friend.status()["memory"]
        for number in range(GREETINGS):
            strangers[number % len(strangers)].say("/hello", 1 + number % 65_535, f"stranger {number}")
            if number % AT_ONCE == 0:
                friend.until_quiet()
        status = friend.status()
        assert status["clients"] == MOST_CLIENTS
        assert status["memory"] - before < 5
        assert "was idle for the longest time, and makes room" in flooded.said
        assert len(flooded.said.splitlines()) < GREETINGS / 20
        friend.say("/generate", "still", "seconds", 0.1)
        friend.hear("/job/done", "still")


def test_a_job_of_a_client_whose_port_has_changed_goes_on(flooded: Warmtone, tmp_path: Path) -> None:
    with greeted(flooded) as before:
        before.say("/generate", "moved", "seconds", 0.5, "count", 8)
        before.hear("/job/started", "moved")
    with greeted(flooded) as after:
        after.say("/generate", "moved", "seconds", 0.1)
        after.hear("/job/done", "moved", seconds=20)
        assert after.status()["unsent"] == 0


def test_questions_that_come_faster_than_the_disk_answers_are_refused(flooded: Warmtone) -> None:
    with greeted(flooded) as stranger, greeted(flooded) as friend:
        before = friend.status()["memory"]
        stranger.say("/generate", "long", "seconds", 60.0)
        path = stranger.hear("/job/take", "long", seconds=20)["path"]
        # Each is read whole, so that the archive has work for a while.
        for name in range(3):
            stranger.say("/take/import", name, "path", path)
        for _ in range(3 * MOST_WAITING):
            stranger.say("/take/list")
        refused = stranger.hear("/error", "/take/list", "busy")
        assert "ask again when it has caught up" in refused.values[2]
        friend.wait_for(lambda _: listed(friend), "the disk's answer to somebody else")
        assert friend.status()["memory"] - before < 20


@contextmanager
def greeted(warmtone: Warmtone) -> Iterator[Client]:
    """A client that says hello: its port may be one from which a stranger of the storm told to answer elsewhere."""
    with warmtone.client() as client:
        client.say("/hello", client.port, "greeted")
        yield client


def listed(client: Client) -> bool:
    """Whether a list has come, after asking for one more."""
    return any(heard.address == "/take/list" for heard in client.ask("/take/list"))
