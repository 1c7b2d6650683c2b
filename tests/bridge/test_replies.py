"""Who hears what, and how often, with sockets that only write down what they were told to send."""

from typing import Any

from bridge.clients import Clients
from bridge.osc import Peer
from bridge.replies import Replies
from bridge.vocabulary import Wire
from bridge.vocabulary.events import Done, Progress

MAX, SCREEN, OTHER = (("127.0.0.1", port) for port in (7701, 7702, 7703))


class WrittenDown:
    """A socket that sends nothing."""

    def __init__(self) -> None:
        self.sent: list[tuple[Peer, Wire]] = []

    def send(self, peer: Peer, wire: Wire) -> None:
        self.sent.append((peer, wire))

    def send_to_all(self, peers: Any, wire: Wire) -> None:
        self.sent += [(peer, wire) for peer in peers]


def replies_with(*subscribers: Peer) -> tuple[Replies, WrittenDown]:
    osc, clients = WrittenDown(), Clients()
    for subscriber in subscribers:
        clients.subscribe(subscriber, True)
    return Replies(osc, clients), osc  # type: ignore[arg-type]


def test_a_subscriber_gets_a_copy_with_the_clients_name() -> None:
    replies, osc = replies_with(MAX, SCREEN, OTHER)
    replies.of_job(MAX, Done("kick", 1, 0.5))
    wire = ("/job/done", ["kick", "takes", 1, "seconds", 0.5])
    copy = ("/job/done", [*wire[1], "client", "127.0.0.1:7701"])
    assert osc.sent == [(MAX, wire), (SCREEN, copy), (OTHER, copy)]


def test_who_asked_hears_of_every_step_and_a_subscriber_of_the_first_and_the_last_of_many() -> None:
    replies, osc = replies_with(SCREEN)
    for done in range(1, 501):
        replies.of_job(MAX, Progress("kick", done, 500, 0.0))
    steps = [wire[1][2] for peer, wire in osc.sent if peer == SCREEN]
    assert len([peer for peer, _ in osc.sent if peer == MAX]) == 500
    assert (steps[0], steps[-1]) == (1, 500)
    assert len(steps) < 50
