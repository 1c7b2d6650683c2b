"""The shelf: which models are warm, and what the worker is told so that each becomes what was asked for.

Used by the engine, on the bridge's loop. At most one command per model is on its way to the worker, however often
people change their minds while it loads: what was asked last is sent when the worker has answered. Models that don't
fit into the memory budget together make way for each other, the longest unused first.
"""

from collections.abc import Callable, Mapping

from engine.delivery import Deliver
from engine.errors import ModelError
from engine.jobs import ModelChanged
from engine.models.contract import Loader
from engine.room import Room
from engine.worker_messages import Load, Loaded, LoadFailed, Unload, Unloaded


class Shelf:
    """The state of every model by name, as it was last delivered."""

    def __init__(
        self,
        loaders: Mapping[str, Loader],
        send: Callable[[Load | Unload], None],
        deliver: Deliver,
        at_work: Callable[[], str | None] = lambda: None,
        budget_bytes: int | None = None,
    ) -> None:
        """`at_work` names the model that must stay because a job has it."""
        self._models = {name: ModelChanged(name, "unloaded") for name in loaders}
        self._room = Room(loaders, budget_bytes)
        self._too_large: dict[str, str] = {}
        self._send = send
        self._deliver = deliver
        self._at_work = at_work

    @property
    def models(self) -> tuple[ModelChanged, ...]:
        return tuple(self._models.values())

    def model(self, name: str) -> ModelChanged:
        """The state of one model. Raises `ModelError` for an unknown name."""
        if name not in self._models:
            raise ModelError(f"There is no model called {name}; there are {', '.join(self._models)}.")
        return self._models[name]

    def know(self, loaders: Mapping[str, Loader]) -> None:
        """Models that nobody has heard of yet."""
        self._models |= {name: ModelChanged(name, "unloaded") for name in loaders}
        self._room.know(loaders)

    def load(self, name: str) -> None:
        """Make a model warm, which counts as its use; nothing else happens where it is already, or will be."""
        before = self.model(name).state
        self._room.use(name)
        if before in ("ready", "loading"):
            return
        if before == "unloading":
            self._change(ModelChanged(name, "loading"))
        else:
            self._send_load(name)

    def unload(self, name: str) -> None:
        """Let a model go; nothing happens where it isn't there, or is going."""
        self._unload(name, "")

    def take_in(self, report: Loaded | LoadFailed | Unloaded) -> None:
        """Take in what became of a command; where something else is wanted by now, ask for that."""
        match report:
            case Loaded(card, _, added_bytes):
                self._room.measured(card.name, added_bytes)
                self._loaded(ModelChanged(card.name, "ready", card))
            case LoadFailed(model, sentence):
                self._load_failed(ModelChanged(model, "failed", None, sentence))
            case Unloaded(model):
                self._unloaded(model)

    def lose(self, sentence: str) -> None:
        """The worker is gone with all its models: those that were warm are loaded again.

        One that was loading has failed, with that sentence, for it may be what the worker died of.
        """
        self._too_large.clear()
        before, self._models = self._models, {name: _bereft(model, sentence) for name, model in self._models.items()}
        for name, model in tuple(self._models.items()):
            if model.state != before[name].state:
                self._deliver(model)
            if before[name].state == "ready":
                self._send(Load(name))

    def _change(self, state: ModelChanged) -> None:
        self._models[state.name] = state
        self._deliver(state)

    def _unload(self, name: str, why: str) -> None:
        before = self.model(name).state
        if before not in ("ready", "loading"):
            return
        self._change(ModelChanged(name, "unloading", None, why))
        if before == "ready":
            self._send(Unload(name))

    def _send_load(self, name: str) -> None:
        """Have the worker load a model that isn't there, once others have made way."""
        if self._make_room_for(name):
            if self._models[name].state != "loading":
                self._change(ModelChanged(name, "loading"))
            self._send(Load(name))
        else:
            self._change(ModelChanged(name, "failed", None, self._room.refusal(name, self._warm)))

    def _make_room_for(self, name: str) -> bool:
        leavers = self._room.leavers(name, self._warm, self._staying)
        for leaver in leavers or ():
            self._unload(leaver, self._room.makes_way(leaver))
        return leavers is not None

    @property
    def _warm(self) -> list[str]:
        return [name for name, model in self._models.items() if model.state in ("ready", "loading")]

    @property
    def _staying(self) -> list[str]:
        """Those that no other may push out: the one at work, and those that are being loaded."""
        loading = [name for name, model in self._models.items() if model.state == "loading"]
        return [*loading, *filter(None, [self._at_work()])]

    def _loaded(self, ready: ModelChanged) -> None:
        if self._models[ready.name].state != "loading":
            self._send(Unload(ready.name))
        elif self._make_room_for(ready.name):
            self._change(ready)
        else:
            # What it needs was not known before.
            self._too_large[ready.name] = sentence = self._room.refusal(ready.name, self._warm)
            self._change(ModelChanged(ready.name, "unloading", None, sentence))
            self._send(Unload(ready.name))

    def _load_failed(self, failed: ModelChanged) -> None:
        wanted = self._models[failed.name].state == "loading"
        self._change(failed if wanted else ModelChanged(failed.name, "unloaded"))

    def _unloaded(self, name: str) -> None:
        refusal = self._too_large.pop(name, "")
        if self._models[name].state == "loading":
            self._send_load(name)
        else:
            self._change(ModelChanged(name, "failed" if refusal else "unloaded", None, refusal))


def _bereft(model: ModelChanged, sentence: str) -> ModelChanged:
    """The state of a model whose worker is gone."""
    match model.state:
        case "ready":
            return ModelChanged(model.name, "loading")
        case "loading":
            return ModelChanged(model.name, "failed", None, sentence)
        case "unloading":
            return ModelChanged(model.name, "unloaded")
        case _:
            return model
