"""The room that models share: how much memory each takes, which was used last, and who must go for another.

Used by the shelf, on the bridge's loop. A model's need is what loading it added to the worker's resident memory the
last time; before the first time it is what its loader says in `needs_bytes`, if that says anything.
"""

from collections.abc import Collection, Mapping

from engine.models.contract import Loader

_MEBIBYTE = 2**20


class Room:
    """Needs in bytes by name, against a budget in bytes (None: no bound)."""

    def __init__(self, loaders: Mapping[str, Loader], budget_bytes: int | None) -> None:
        self._budget_bytes = budget_bytes
        self._needs: dict[str, int] = {}
        self._used: dict[str, None] = {}
        self.know(loaders)

    def know(self, loaders: Mapping[str, Loader]) -> None:
        """Models that may come to need room."""
        self._needs |= {name: int(getattr(loader, "needs_bytes", 0)) for name, loader in loaders.items()}

    def use(self, name: str) -> None:
        """Note that a model is used now."""
        self._used.pop(name, None)
        self._used[name] = None

    def measured(self, name: str, added_bytes: int) -> None:
        """Note what a model turned out to need."""
        if added_bytes:
            self._needs[name] = added_bytes

    def leavers(self, name: str, warm: Collection[str], kept: Collection[str]) -> list[str] | None:
        """Who of the warm models must go so that this one fits, longest unused first; None where that isn't enough.

        Those in `kept` stay.
        """
        if self._budget_bytes is None:
            return []
        others = [other for other in self._by_last_use(warm) if other != name]
        excess_bytes = sum(self._needs[each] for each in (name, *others)) - self._budget_bytes
        leaving: list[str] = []
        for other in others:
            if excess_bytes > 0 and other not in kept and self._needs[other]:
                excess_bytes -= self._needs[other]
                leaving.append(other)
        return leaving if excess_bytes <= 0 else None

    def refusal(self, name: str, warm: Collection[str]) -> str:
        """Why a model can't be warm beside these, and what would help."""
        budget_bytes = self._budget_bytes or 0
        need = f"{name} needs {_mebibytes(self._needs[name])} of memory"
        if self._needs[name] > budget_bytes:
            return f"{need}, all models together may take {_mebibytes(budget_bytes)}: set `memory` higher."
        others = ", ".join(f"{each} with {_mebibytes(self._needs[each])}" for each in warm if each != name)
        return (
            f"{need} beside {others}, which can't go now; all together may take {_mebibytes(budget_bytes)}: "
            "wait, cancel what is at work, or set `memory` higher."
        )

    def makes_way(self, name: str) -> str:
        """Why a model is let go for another."""
        return f"{name} is let go: all models together may take {_mebibytes(self._budget_bytes or 0)}."

    def _by_last_use(self, names: Collection[str]) -> list[str]:
        never_used = [name for name in names if name not in self._used]
        return never_used + [name for name in self._used if name in names]


def _mebibytes(count: int) -> str:
    return f"{-(-count // _MEBIBYTE)} MiB"
