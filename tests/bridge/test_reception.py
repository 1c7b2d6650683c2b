"""What becomes of datagrams, with a serving that does as it is told."""

from collections.abc import Iterator
from typing import Any

import pytest

from bridge.clients import Clients
from bridge.datagram import write_message
from bridge.loop import Loop
from bridge.osc import OscSocket
from bridge.reception import Reception
from bridge.replies import Replies
from bridge.vocabulary import Refused, Request
from bridge.vocabulary.requests import Cancel, Generate, Panic, Ping
from engine import BusyError
from tests.session import Client


class Desk:
    """Serves every request by writing it down, or by raising what it was given."""

    def __init__(self) -> None:
        self.served: list[Request] = []
        self.raises: Exception | None = None

    def __call__(self, sender: Any, client: Any, request: Request) -> None:
        self.served.append(request)
        if self.raises:
            raise self.raises


class Room:
    """A reception with its desk, and somebody who talks to it."""

    def __init__(self) -> None:
        self.osc, self.loop, clients = OscSocket("127.0.0.1", 0, 0), Loop(), Clients()
        self.desk = Desk()
        self.reception = Reception(self.osc, self.loop, clients, Replies(self.osc, clients), self.desk)
        self.loop.watch(lambda: self.osc.waitable, self.reception.receive)
        self.client = Client(self.osc.port)

    def say(self, *datagrams: bytes) -> None:
        """Send, and have it all received."""
        before = self.osc.received
        for datagram in datagrams:
            self.client.send(datagram)
        while self.osc.received < before + len(datagrams):
            self.loop.turn(5)

    def close(self) -> None:
        self.client.close()
        self.osc.close()
        self.loop.close()


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    yield room
    room.close()


def test_requests_are_served_in_their_order(room: Room) -> None:
    room.say(write_message("/ping", [1]), write_message("/panic", []), write_message("/generate", ["a"]))
    assert room.desk.served == [Ping(1), Panic(), Generate("a")]
    assert room.reception.refused == 0


@pytest.mark.parametrize(
    ("raised", "code", "says"),
    [
        (Refused("kick", "busy", "A job called kick is under way."), "busy", "A job called kick is under way."),
        (BusyError("The queue is full."), "busy", "The queue is full."),
        (ValueError("nobody expected this"), "failed", "/generate failed unexpectedly: nobody expected this."),
    ],
)
def test_what_is_raised_while_serving_is_answered_once(room: Room, raised: Exception, code: str, says: str) -> None:
    room.desk.raises = raised
    room.say(write_message("/generate", ["kick"]))
    assert room.client.hear("/error").values == ("kick", code, says)
    assert room.reception.refused == 1
    assert len(room.client.heard) == 1


@pytest.mark.parametrize(
    ("datagram", "about"),
    [
        (write_message("/generate", [0]), 0),
        (write_message("/cancel", ["kick"]), "kick"),
        (write_message("/cancel", []), "/cancel"),
        (write_message("/panic", []), "/panic"),
    ],
)
def test_an_error_is_about_the_job_or_else_the_address(room: Room, datagram: bytes, about: Any) -> None:
    room.desk.raises = BusyError("Not now.")
    room.say(datagram)
    assert room.client.hear("/error").values[0] == about


def test_an_answer_goes_to_the_port_in_the_message(room: Room) -> None:
    ear = Client(room.osc.port)
    room.say(write_message("/cancel", ["a", "reply", ear.port]), write_message("/nothing", ["reply", ear.port]))
    assert room.desk.served == [Cancel("a")]
    ear.hear("/error", "/nothing")
    assert room.client.heard == []
    ear.close()
