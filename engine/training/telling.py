"""How a run on a bare machine tells where it is."""

import time
from collections.abc import Callable

_EVERY_SECONDS = 10.0


def teller() -> Callable[[object], None]:
    """Prints a line every ten seconds."""
    told = time.monotonic() - _EVERY_SECONDS

    def tell(status: object) -> None:
        nonlocal told
        if time.monotonic() - told >= _EVERY_SECONDS:
            told = time.monotonic()
            print(status, flush=True)

    return tell
