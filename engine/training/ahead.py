"""Work on the next pieces while one is taken: by threads of this module, each with one of torch's."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import torch

_AHEAD = 2
"""Pieces for each thread that may wait, done or not."""

Piece = TypeVar("Piece")
Made = TypeVar("Made")


def mapped_ahead(make: Callable[[Piece], Made], pieces: Iterable[Piece], threads: int) -> Iterator[Made]:
    """What `make`, called on so many threads, makes of each piece, in their order; few are drawn ahead."""
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        for piece in pieces:
            waiting.append(pool.submit(make, piece))
            if len(waiting) > _AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
