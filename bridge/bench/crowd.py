"""Twenty clients that turn a knob a thousand times a second each, from a process of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from bridge.bench.flood import paced_batches
from bridge.client import Client
from bridge.datagram import write_message
from engine import start_process

CLIENTS = 20
TURNS_A_SECOND = 1_000
_START_SECONDS = 10.0
_SLICE_SECONDS = 0.5


@contextmanager
def running_crowd(port: int) -> Iterator[None]:
    """Turns of a knob that change nothing, for the length of the block."""
    ours, theirs = Pipe()
    process = start_process("warmtone crowd", _turn, theirs, port)
    theirs.close()
    try:
        ours.poll(_START_SECONDS)
        yield
    finally:
        process.kill()
        process.join()
        ours.close()


def _turn(connection: Connection, port: int) -> None:
    """The crowd's process."""
    clients = [Client(port) for _ in range(CLIENTS)]
    message = write_message("/knob", ["spread", 0.0])
    connection.send("here")
    while True:
        for batch in paced_batches(CLIENTS * TURNS_A_SECOND, _SLICE_SECONDS):
            for number in range(batch):
                clients[number % CLIENTS].send(message)
