"""The signals by which a run is asked to end, all as Ctrl-C: a run of the background, or one that is killed politely.

Called on the main thread of a training process; elsewhere nothing is changed.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Within it SIGINT, which shells let background programs ignore, and SIGTERM raise KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, signal.default_int_handler) for each in asked]
    try:
        yield
    finally:
        for each, handler in zip(asked, before, strict=True):
            signal.signal(each, handler)
