"""The verbs that look after models, and what becomes of them.

Used by the bridge's loop, on its one thread.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from bridge.models_file import read_models
from bridge.osc import Peer
from bridge.replies import Replies
from bridge.takes import Archive
from bridge.vocabulary.events import Error, ModelState
from bridge.vocabulary.requests import AskModels, LoadModel, UnloadModel
from engine import Engine, ModelChanged, ModelError, WarmtoneError, folder_loaders

_SETTLED = ("ready", "unloaded", "failed")


class ModelDesk:
    """Loads and unloads; tells who asked, and the subscribers, of every change."""

    def __init__(self, engine: Engine, archive: Archive, replies: Replies, models: Path) -> None:
        """`models` is the file of a person's own models: those that come into it while this runs are found."""
        self._engine = engine
        self._archive = archive
        self._replies = replies
        self._models = models
        self._askers: dict[str, dict[Peer, None]] = {}

    def tell(self, client: Peer, request: AskModels) -> None:
        """The state of every model, and then of those that were added since anybody looked."""
        known = self._engine.models
        self._tell_all(client, known)
        names = {model.name for model in known}

        def then() -> None:
            self._tell_all(client, [model for model in self._engine.models if model.name not in names])

        self._look(then, client, "/models")

    def load(self, client: Peer, request: LoadModel) -> None:
        """Load a model, be it one that was added since the start. Tells of an unknown one."""

        def then() -> None:
            try:
                self._load(client, request.model)
            except WarmtoneError as error:
                self._replies.to(client, Error("/model/load", error.code, str(error)))

        if self._knows(request.model):
            self._load(client, request.model)
        else:
            self._look(then, client, "/model/load")

    def _tell_all(self, client: Peer, models: Iterable[ModelChanged]) -> None:
        for model in models:
            self._replies.to(client, state_of(model))

    def _load(self, client: Peer, model: str) -> None:
        self._ask(client, model)
        self._engine.load(model)
        self._tell_settled(model)

    def _look(self, then: Callable[[], None], client: Peer, address: str) -> None:
        """Read the file of models, on the archive's thread, and go on whatever came of it."""

        def found(folders: dict[str, Path]) -> None:
            self._engine.know(folder_loaders(folders))
            then()

        def failed(error: WarmtoneError) -> None:
            self._replies.to(client, Error(address, error.code, str(error)))
            then()

        self._archive.do(lambda session: read_models(self._models), found, failed)

    def unload(self, client: Peer, request: UnloadModel) -> None:
        """Let a model go. Raises `ModelError` for an unknown one, `BusyError` for one at work."""
        self._ask(client, request.model)
        try:
            self._engine.unload(request.model)
        except WarmtoneError:
            self._forget(client, request.model)
            raise
        self._tell_settled(request.model)

    def on_event(self, event: ModelChanged) -> None:
        """Take in a change; who asked for a load that failed also gets an /error."""
        asked = self._askers.get(event.name, {})
        self._replies.to_all(asked, state_of(event))
        if event.state == "failed":
            for client in asked:
                self._replies.to(client, Error("/model/load", ModelError.code, event.sentence))
        if event.state in _SETTLED:
            asked.clear()

    def _knows(self, model: str) -> bool:
        return any(known.name == model for known in self._engine.models)

    def _ask(self, client: Peer, model: str) -> None:
        if self._knows(model):
            self._askers.setdefault(model, {})[client] = None

    def _forget(self, client: Peer, model: str) -> None:
        self._askers.get(model, {}).pop(client, None)

    def _tell_settled(self, model: str) -> None:
        for known in self._engine.models:
            if known.name == model and known.state in _SETTLED:
                self.on_event(known)


def state_of(model: ModelChanged) -> ModelState:
    """The event that tells a model's state."""
    card = model.card
    return ModelState(
        model=model.name,
        state=model.state,
        rate=card.rate_hz if card else 0,
        channels=card.channels if card else 0,
        longest=card.longest_new_seconds if card else 0.0,
        weights=card.weights if card else "",
        says=model.sentence,
    )
