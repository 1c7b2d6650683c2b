"""One running Warmtone, from its start to Ctrl-C, SIGTERM or a closed terminal."""

import signal
from collections.abc import Callable

from bridge.app import App
from bridge.console import Terminal
from bridge.doctor import gpu, midi
from bridge.settings import Settings
from engine import EarLoader, Loader


def run_warmtone(settings: Settings, models: dict[str, Loader], ear: EarLoader | None = None) -> None:
    """Serve with these models by name until told to stop; leaves nothing running, however it ends.

    The ear is the shipped one where none is given. Raises `WarmtoneError` when it can't start.
    """
    terminal = Terminal()
    app = App(settings, models, terminal, ear)
    terminal.start()
    _stop_on_signals(app.stop)
    try:
        app.start()
        for finding in (midi(), gpu()):
            if not finding.here:
                terminal.say(finding.line)
        app.run()
    finally:
        app.close()
        _ignore_signals()


def _stop_on_signals(stop: Callable[[], None]) -> None:
    for number in _endings():
        # What was started with nohup is meant to outlive its terminal.
        if number.name != "SIGHUP" or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, frame: stop())


def _ignore_signals() -> None:
    """Asked again to end while it ends, it ends in order: at its exit Python puts back what kills at once."""
    for number in _endings():
        signal.signal(number, signal.SIG_IGN)


def _endings() -> list[signal.Signals]:
    names = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
    return [signal.Signals[name] for name in names if hasattr(signal, name)]
