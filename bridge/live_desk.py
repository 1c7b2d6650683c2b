"""The verbs of the live instrument: what plays, how loud, and its knobs.

Used by the bridge's loop, on its one thread. A knob costs it a look into a dictionary and a store in shared memory.
"""

from dataclasses import dataclass

from bridge.osc import Peer
from bridge.playing import Player
from bridge.replies import Replies
from bridge.speaker import Opened, PlayLive, Speaker, SpeakerEvent
from bridge.vocabulary import Refused
from bridge.vocabulary.events import KnobState, LiveStopped
from bridge.vocabulary.events import LivePlaying as Playing
from bridge.vocabulary.requests import (
    ChangeSource,
    ListKnobs,
    SetLiveGain,
    StartLive,
    StopLive,
    TurnKnob,
    TurnKnobs,
)
from engine import (
    DEFAULT_INSTRUMENT,
    HIGHEST_LIVE_RATE_HZ,
    Engine,
    Knob,
    Live,
    LiveBroken,
    LiveEvent,
    LivePlaying,
)


@dataclass(frozen=True, slots=True)
class _Wish:
    """How the instrument is to sound, while it does or is being loaded; and who asked for it."""

    client: Peer
    gain: float
    pair: int
    ring_hops: float


class LiveDesk:
    """At most one instrument plays, for everybody."""

    def __init__(
        self, live: Live, speaker: Speaker, player: Player, engine: Engine, replies: Replies, ring_hops: float
    ) -> None:
        self._live = live
        self._speaker = speaker
        self._player = player
        self._engine = engine
        self._replies = replies
        self._ring_hops = ring_hops
        self._source = DEFAULT_INSTRUMENT
        self._wish: _Wish | None = None
        self._knobs: dict[str, int] = {}

    def start(self, client: Peer, request: StartLive) -> None:
        """Play an instrument. Raises `Refused` without a card, `MissingError` for an unknown instrument."""
        self._player.need_card("/live/start", request.output)
        wish = _Wish(client, _gain(request.gain), request.output - 1, request.ring or self._ring_hops)
        self._begin(request.source or self._source, wish)

    def change(self, client: Peer, request: ChangeSource) -> None:
        """Let another instrument take over. Raises `Refused` while none plays."""
        wish = self._wish
        if wish is None:
            raise Refused("/live/source", "missing", "Nothing plays live: /live/start plays an instrument.")
        self._begin(request.source, _Wish(client, wish.gain, wish.pair, wish.ring_hops))

    def stop(self, client: Peer, request: StopLive) -> None:
        """Fade out what plays. Raises `Refused` while nothing does."""
        if self._wish is None:
            raise Refused("/live/stop", "missing", "Nothing plays live.")
        self._speaker.stop_live()
        self._end(client, "")

    def gain(self, client: Peer, request: SetLiveGain) -> None:
        """Set the level of what plays. Raises `Refused` while nothing does."""
        wish = self._wish
        if wish is None:
            raise Refused("/live/gain", "missing", "Nothing plays live.")
        self._wish = _Wish(wish.client, _gain(request.gain), wish.pair, wish.ring_hops)
        self._sound()

    def silence(self) -> None:
        """End what plays, after a panic."""
        if self._wish is not None:
            self._end(self._wish.client, "")

    def turn(self, client: Peer, request: TurnKnob) -> None:
        """Turn a knob. Raises `Refused` for one that isn't there, and for a value out of its range."""
        index = self._knobs.get(request.knob)
        if index is None:
            raise Refused("/knob", "missing", self._no_knob(request.knob))
        knob = self._knob(index)
        _check("/knob", knob, request.value)
        self._live.turn(index, request.value)
        if request.tell:
            self._replies.to(client, self._state(index, knob))

    def turn_all(self, client: Peer, request: TurnKnobs) -> None:
        """Turn the first knobs together. Raises `Refused` when one of them can't be."""
        if len(request.values) > len(self._knobs):
            sentence = f"{len(self._knobs)} knobs are there, and {len(request.values)} values came."
            raise Refused("/knobs", "range", sentence)
        for index, value in enumerate(request.values):
            _check("/knobs", self._knob(index), value)
        self._live.turn_all(list(request.values))

    def tell(self, client: Peer, request: ListKnobs) -> None:
        """Every knob. Raises `Refused` while nothing plays."""
        if not self._knobs:
            raise Refused("/knob/list", "missing", self._no_knob(""))
        for index in self._knobs.values():
            self._replies.to(client, self._state(index, self._knob(index)))

    def on_live(self, event: LiveEvent) -> None:
        """Take in what becomes of the instrument."""
        match event:
            case LivePlaying(card):
                self._knobs = {knob.name: index for index, knob in enumerate(card.knobs)}
                if self._wish:
                    self._replies.to_all((self._wish.client,), Playing(card.name, len(card.knobs)))
            case LiveBroken(_, sentence) if self._wish:
                self._speaker.stop_live()
                self._end(self._wish.client, sentence)

    def on_speaker(self, event: SpeakerEvent) -> None:
        """Follow a card that came back, at whatever rate."""
        if isinstance(event, Opened) and self._wish and event.rate_hz <= HIGHEST_LIVE_RATE_HZ:
            self._live.adopt(event.rate_hz)

    def _begin(self, source: str, wish: _Wish) -> None:
        rate_hz = self._player.rate_hz
        if rate_hz > HIGHEST_LIVE_RATE_HZ:
            sentence = f"The card runs at {rate_hz} Hz; an instrument plays at {HIGHEST_LIVE_RATE_HZ} Hz at most."
            raise Refused("/live/start", "device", sentence)
        self._live.start(source, rate_hz, wish.ring_hops)
        self._knobs = {}
        self._source, self._wish = source, wish
        self._engine.share_cores(True)
        self._sound()

    def _end(self, client: Peer, says: str) -> None:
        wish, self._wish = self._wish, None
        self._knobs = {}
        self._live.stop()
        self._engine.share_cores(False)
        asked = (client,) if wish is None else (client, wish.client)
        self._replies.to_all(asked, LiveStopped(self._source, says))

    def _sound(self) -> None:
        if self._wish:
            self._speaker.play_live(PlayLive(ring=self._live.ring, gain=self._wish.gain, pair=self._wish.pair))

    def _knob(self, index: int) -> Knob:
        card = self._live.card
        assert card is not None, "knobs are known as long as their instrument's card is"
        return card.knobs[index]

    def _state(self, index: int, knob: Knob) -> KnobState:
        value = self._live.value(index)
        return KnobState(knob.name, value, knob.low, knob.high, knob.default, knob.unit, knob.says)

    def _no_knob(self, name: str) -> str:
        if self._knobs:
            return f"There is no knob {name}; there are {', '.join(self._knobs)}."
        return "Nothing plays live yet, so there are no knobs: wait for /live/playing after /live/start."


def _gain(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _check(address: str, knob: Knob, value: float) -> None:
    if not knob.low <= value <= knob.high:
        unit = f" {knob.unit}" if knob.unit else ""
        raise Refused(address, "range", f"{knob.name} is {knob.low:g} to {knob.high:g}{unit}, not {value:g}.")
