"""The verbs that look after models, and what becomes of them.

Used by the bridge's loop, on its one thread.
"""

from bridge.osc import Peer
from bridge.replies import Replies
from bridge.vocabulary.events import Error, ModelState
from bridge.vocabulary.requests import AskModels, LoadModel, UnloadModel
from engine import Engine, ModelChanged, ModelError, WarmtoneError

_SETTLED = ("ready", "unloaded", "failed")


class ModelDesk:
    """Loads and unloads; tells who asked, and the subscribers, of every change."""

    def __init__(self, engine: Engine, replies: Replies) -> None:
        self._engine = engine
        self._replies = replies
        self._askers: dict[str, dict[Peer, None]] = {}

    def tell(self, client: Peer, request: AskModels) -> None:
        """The state of every model."""
        for model in self._engine.models:
            self._replies.to(client, state_of(model))

    def load(self, client: Peer, request: LoadModel) -> None:
        """Load a model. Raises `ModelError` for an unknown one."""
        self._ask(client, request.model)
        self._engine.load(request.model)
        self._tell_settled(request.model)

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

    def _ask(self, client: Peer, model: str) -> None:
        if any(known.name == model for known in self._engine.models):
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
        longest=card.longest_seconds if card else 0.0,
        weights=card.weights if card else "",
        says=model.sentence,
    )
