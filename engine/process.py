"""How Warmtone starts a process of its own, and how that process ends when its parent does.

`start_process` is called by the bridge, on its loop for the worker and the speaker and on the archive's thread for the
decoder; `end_with_parent` is called once at the head of each of them.
"""

import atexit
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.context import SpawnProcess
from multiprocessing.process import BaseProcess
from multiprocessing.resource_tracker import ensure_running
from threading import Lock, Thread
from typing import Any

_ENDINGS = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}
"""What Ctrl-C, a closed terminal or a service manager sends to every process of Warmtone at once."""


_STARTING = Lock()
"""Held while the main module is out of sight: two threads that hid it at once would not both bring it back."""


def start_process(name: str, target: Callable[..., None], *arguments: Any) -> SpawnProcess:
    """Spawn (never fork) a daemon process that runs a top-level function; its arguments must pickle."""
    process = multiprocessing.get_context("spawn").Process(target=target, args=arguments, name=name, daemon=True)
    # The tracker of shared memory starts with the first child, and would undo what is blocked around its start.
    if os.name == "posix":
        ensure_running()
    with _STARTING, _without_main_module(), _deaf_to_endings():
        process.start()
    # At its exit Python asks its children to end with SIGTERM and waits; ours don't listen.
    atexit.register(_kill, process)
    return process


def end_with_parent() -> None:
    """In a child: leave the signals that are sent to all processes to the parent, and exit with it.

    The parent ends its children in order when such a signal comes; when it dies otherwise they exit at once.
    """
    for number in _ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_exit_after, args=(parent,), name="parent watch", daemon=True).start()


def _kill(process: SpawnProcess) -> None:
    with suppress(ValueError):  # closed, so it has ended
        process.kill()


def _exit_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def _without_main_module() -> Iterator[None]:
    # A spawned child imports its parent's main module anew. Ours is the command line, which would bring the
    # whole bridge into a process that must stay free of it.
    main = sys.modules["__main__"]
    file, spec = main.__dict__.pop("__file__", None), main.__spec__
    main.__spec__ = None
    try:
        yield
    finally:
        main.__spec__ = spec
        if file is not None:
            main.__file__ = file


@contextmanager
def _deaf_to_endings() -> Iterator[None]:
    # A child inherits what is blocked: until it comes to `end_with_parent`, Ctrl-C would end it with a traceback.
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
