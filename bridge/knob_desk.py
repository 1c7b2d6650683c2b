"""The verbs of the live instrument's knobs.

Used by the bridge's loop, on its one thread. A turn costs it a look into a dictionary and a store in shared memory.
"""

from bridge.osc import Peer
from bridge.replies import Replies
from bridge.vocabulary import Refused
from bridge.vocabulary.events import KnobState
from bridge.vocabulary.requests import ListKnobs, TurnKnob, TurnKnobs
from engine import InstrumentCard, Knob, Live


class KnobDesk:
    """The knobs of the instrument that plays, by their names; none while none does."""

    def __init__(self, live: Live, replies: Replies) -> None:
        self._live = live
        self._replies = replies
        self._knobs: dict[str, tuple[int, Knob]] = {}

    def begin(self, card: InstrumentCard) -> None:
        """An instrument plays: these are its knobs."""
        self._knobs = {knob.name: (index, knob) for index, knob in enumerate(card.knobs)}

    def end(self) -> None:
        """Nothing plays any more."""
        self._knobs = {}

    def turn(self, client: Peer, request: TurnKnob) -> None:
        """Turn a knob. Raises `Refused` for one that isn't there, and for a value out of its range."""
        found = self._knobs.get(request.knob)
        if found is None:
            raise Refused("/knob", "missing", self._no_knob(request.knob))
        index, knob = found
        _check("/knob", knob, request.value)
        self._live.turn(index, request.value)
        if request.tell:
            self._replies.to(client, self._state(index, knob))

    def turn_all(self, client: Peer, request: TurnKnobs) -> None:
        """Turn the first knobs together. Raises `Refused` when one of them can't be."""
        if len(request.values) > len(self._knobs):
            sentence = f"{len(self._knobs)} knobs are there, and {len(request.values)} values came."
            raise Refused("/knobs", "range", sentence)
        for (_, knob), value in zip(self._knobs.values(), request.values, strict=False):
            _check("/knobs", knob, value)
        self._live.turn_all(list(request.values))

    def tell(self, client: Peer, request: ListKnobs) -> None:
        """Every knob. Raises `Refused` while nothing plays."""
        if not self._knobs:
            raise Refused("/knob/list", "missing", self._no_knob(""))
        for index, knob in self._knobs.values():
            self._replies.to(client, self._state(index, knob))

    def _state(self, index: int, knob: Knob) -> KnobState:
        value = self._live.value(index)
        return KnobState(knob.name, value, knob.low, knob.high, knob.default, knob.unit, knob.says)

    def _no_knob(self, name: str) -> str:
        if self._knobs:
            return f"There is no knob {name}; there are {', '.join(self._knobs)}."
        return "Nothing plays live yet, so there are no knobs: wait for /live/playing after /live/start."


def _check(address: str, knob: Knob, value: float) -> None:
    if not knob.low <= value <= knob.high:
        unit = f" {knob.unit}" if knob.unit else ""
        raise Refused(address, "range", f"{knob.name} is {knob.low:g} to {knob.high:g}{unit}, not {value:g}.")
