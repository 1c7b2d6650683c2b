"""How many threads torch computes with in the worker: all that it likes, or one while an instrument plays live.

Used on the worker's only thread, between the steps of a model as well.
"""

import sys


class Threads:
    """Remembers what torch had before; without torch there is nothing to do."""

    def __init__(self) -> None:
        self._shared = False
        self._before: int | None = None

    def share(self, shared: bool) -> None:
        """From now on one thread, or as many as before."""
        self._shared = shared
        torch = sys.modules.get("torch")
        if torch is None:
            return
        if not shared and self._before is not None:
            torch.set_num_threads(self._before)
            self._before = None
        self.hold()

    def hold(self) -> None:
        """Once more, after a model was loaded that may have brought torch, or set its threads."""
        torch = sys.modules.get("torch")
        if torch is not None and self._shared and torch.get_num_threads() > 1:
            self._before = torch.get_num_threads()
            torch.set_num_threads(1)
