import socket
import sys
from collections.abc import Iterator

import pytest

from bridge.datagram import read_datagram
from bridge.osc import DATAGRAMS_A_TURN, OscSocket
from engine import BusyError

HOST = "127.0.0.1"


@pytest.fixture
def osc() -> Iterator[OscSocket]:
    osc = OscSocket(HOST, 0, 0)
    yield osc
    osc.close()


@pytest.fixture
def peer(osc: OscSocket) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.connect((HOST, osc.port))
        peer.settimeout(5)
        yield peer


def test_a_datagram_comes_with_its_sender(osc: OscSocket, peer: socket.socket) -> None:
    peer.send(b"hello")
    assert list(osc.receive()) == [(b"hello", peer.getsockname())]
    assert list(osc.receive()) == []
    assert osc.received == 1


def test_a_large_datagram_comes_whole(osc: OscSocket, peer: socket.socket) -> None:
    peer.send(bytes(65_000))
    assert [len(data) for data, _ in osc.receive()] == [65_000]


def test_an_answer_reaches_its_peer(osc: OscSocket, peer: socket.socket) -> None:
    osc.send(peer.getsockname(), ("/pong", [17]))
    assert read_datagram(peer.recv(100))[0].values == (17,)


def test_an_answer_that_the_system_will_not_send_is_counted(osc: OscSocket, peer: socket.socket) -> None:
    osc.send(peer.getsockname(), ("/pong", ["x" * 70_000]))
    osc.send((HOST, 0), ("/pong", [17]))
    assert osc.unsent == 2


def test_a_flood_is_taken_a_turn_at_a_time(osc: OscSocket, peer: socket.socket) -> None:
    for _ in range(DATAGRAMS_A_TURN + 1):
        peer.send(b"x")
    assert [len(list(osc.receive())) for _ in range(3)] == [DATAGRAMS_A_TURN, 1, 0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what it dropped")
def test_what_the_system_drops_is_counted() -> None:
    osc = OscSocket(HOST, 0, 4_096)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.connect((HOST, osc.port))
        for _ in range(100):
            peer.send(bytes(512))
        came = len(list(osc.receive()))
        peer.send(b"the next one brings the count")
        assert len(list(osc.receive())) == 1
    osc.close()
    assert 0 < came < 100
    assert came + osc.lost == 100


def test_a_port_that_is_taken(osc: OscSocket) -> None:
    with pytest.raises(BusyError, match=f"Port {osc.port} is taken: Warmtone may be running already"):
        OscSocket(HOST, osc.port, 0)


def test_a_host_that_is_not_ours() -> None:
    with pytest.raises(BusyError, match="can't be listened on"):
        OscSocket("192.0.2.1", 0, 0)
