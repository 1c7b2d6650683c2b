"""The shelf: which models are warm, and what the worker is told so that each becomes what was asked for.

Used by the engine, on the bridge's loop. At most one command per model is on its way to the worker, however often
people change their minds while it loads: what was asked last is sent when the worker has answered.
"""

from collections.abc import Callable, Iterable

from engine.delivery import Deliver
from engine.errors import ModelError
from engine.jobs import ModelChanged
from engine.worker_messages import Load, Loaded, LoadFailed, Unload, Unloaded


class Shelf:
    """The state of every model by name, as it was last delivered."""

    def __init__(self, names: Iterable[str], send: Callable[[Load | Unload], None], deliver: Deliver) -> None:
        self._models = {name: ModelChanged(name, "unloaded") for name in names}
        self._send = send
        self._deliver = deliver

    @property
    def models(self) -> tuple[ModelChanged, ...]:
        return tuple(self._models.values())

    def model(self, name: str) -> ModelChanged:
        """The state of one model. Raises `ModelError` for an unknown name."""
        if name not in self._models:
            raise ModelError(f"There is no model called {name}; there are {', '.join(self._models)}.")
        return self._models[name]

    def load(self, name: str) -> None:
        """Make a model warm; nothing happens where it is already, or will be."""
        before = self.model(name).state
        if before in ("ready", "loading"):
            return
        self._change(ModelChanged(name, "loading"))
        if before != "unloading":
            self._send(Load(name))

    def unload(self, name: str) -> None:
        """Let a model go; nothing happens where it isn't there, or is going."""
        before = self.model(name).state
        if before not in ("ready", "loading"):
            return
        self._change(ModelChanged(name, "unloading"))
        if before == "ready":
            self._send(Unload(name))

    def take_in(self, report: Loaded | LoadFailed | Unloaded) -> None:
        """Take in what became of a command; where something else is wanted by now, ask for that."""
        match report:
            case Loaded(card):
                self._loaded(ModelChanged(card.name, "ready", card))
            case LoadFailed(model, sentence):
                self._load_failed(ModelChanged(model, "failed", None, sentence))
            case Unloaded(model):
                self._unloaded(model)

    def lose(self) -> None:
        """The worker died with all its models: those that were warm are loaded again.

        One that was loading has failed, for it may be what the worker died of.
        """
        before, self._models = self._models, {name: _bereft(model) for name, model in self._models.items()}
        for name, model in tuple(self._models.items()):
            if model.state != before[name].state:
                self._deliver(model)
            if before[name].state == "ready":
                self._send(Load(name))

    def _change(self, state: ModelChanged) -> None:
        self._models[state.name] = state
        self._deliver(state)

    def _loaded(self, ready: ModelChanged) -> None:
        if self._models[ready.name].state == "loading":
            self._change(ready)
        else:
            self._send(Unload(ready.name))

    def _load_failed(self, failed: ModelChanged) -> None:
        wanted = self._models[failed.name].state == "loading"
        self._change(failed if wanted else ModelChanged(failed.name, "unloaded"))

    def _unloaded(self, name: str) -> None:
        if self._models[name].state == "loading":
            self._send(Load(name))
        else:
            self._change(ModelChanged(name, "unloaded"))


def _bereft(model: ModelChanged) -> ModelChanged:
    """The state of a model whose worker died."""
    match model.state:
        case "ready":
            return ModelChanged(model.name, "loading")
        case "loading":
            sentence = (
                f"The worker process died while {model.name} was loading; its last words may tell why. Try again."
            )
            return ModelChanged(model.name, "failed", None, sentence)
        case "unloading":
            return ModelChanged(model.name, "unloaded")
        case _:
            return model
