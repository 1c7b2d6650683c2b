"""One running Warmtone, from its start to Ctrl-C, SIGTERM or a closed terminal."""

import signal
from collections.abc import Callable

from bridge.app import App
from bridge.console import Terminal
from bridge.doctor import gpu, midi
from bridge.settings import Settings
from engine import Loader

_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")


def run_warmtone(settings: Settings, models: dict[str, Loader]) -> None:
    """Serve with these models by name until told to stop; leaves nothing running, however it ends.

    Raises `WarmtoneError` when it can't start.
    """
    terminal = Terminal()
    app = App(settings, models, terminal)
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


def _stop_on_signals(stop: Callable[[], None]) -> None:
    for name in _ENDINGS:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        # What was started with nohup is meant to outlive its terminal.
        if number is not None and not (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
            signal.signal(number, lambda number, frame: stop())
