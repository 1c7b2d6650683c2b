"""Pieces are made beside each other, come in their order, and none is drawn long before it is needed."""

from collections.abc import Iterator
from threading import Barrier

import pytest

from engine.training.ahead import mapped_ahead


def test_pieces_come_in_their_order_and_two_are_made_at_once() -> None:
    both = Barrier(2, timeout=10)

    def made(piece: int) -> int:
        both.wait()
        return piece * piece

    assert list(mapped_ahead(made, range(8), threads=2)) == [piece * piece for piece in range(8)]


def test_no_more_pieces_are_drawn_than_are_needed_soon() -> None:
    drawn: list[int] = []

    def pieces() -> Iterator[int]:
        for piece in range(1000):
            drawn.append(piece)
            yield piece

    made = mapped_ahead(lambda piece: piece, pieces(), threads=2)
    assert next(made) == 0
    assert len(drawn) <= 5


def test_a_piece_that_fails_says_so() -> None:
    def made(piece: int) -> float:
        return 1 / piece

    with pytest.raises(ZeroDivisionError):
        list(mapped_ahead(made, [1, 0, 2], threads=2))
