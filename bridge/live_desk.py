"""The verbs of the live instrument: what plays, and how loud.

Used by the bridge's loop, on its one thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bridge.knob_desk import KnobDesk
from bridge.osc import Peer
from bridge.playing import Player
from bridge.replies import Replies
from bridge.speaker import Opened, PlayLive, Speaker, SpeakerEvent
from bridge.vocabulary import Refused
from bridge.vocabulary.events import LivePlaying as Playing
from bridge.vocabulary.events import LiveStopped
from bridge.vocabulary.requests import (
    ChangeSource,
    SetLiveGain,
    StartLive,
    StopLive,
)
from engine import (
    DEFAULT_INSTRUMENT,
    HIGHEST_LIVE_RATE_HZ,
    Engine,
    Live,
    LiveBroken,
    LiveEvent,
    LiveLost,
    LiveNotRealtime,
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
        self,
        live: Live,
        knobs: KnobDesk,
        speaker: Speaker,
        player: Player,
        engine: Engine,
        replies: Replies,
        say: Callable[[str], None],
        ring_hops: float,
    ) -> None:
        """`say` takes sentences for the person at the terminal."""
        self._live = live
        self._knobs = knobs
        self._speaker = speaker
        self._player = player
        self._engine = engine
        self._replies = replies
        self._say = say
        self._ring_hops = ring_hops
        self._source = DEFAULT_INSTRUMENT
        self._wish: _Wish | None = None

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

    def hear(self) -> None:
        """Take in what becomes of the instrument; call it when the live worker's connection is readable."""
        for event in self._live.receive():
            self._on_event(event)

    def watch(self) -> None:
        """Replace a live worker that hangs; call it now and then."""
        for event in self._live.tick():
            self._on_event(event)

    def on_speaker(self, event: SpeakerEvent) -> None:
        """Follow a card that came back, at whatever rate."""
        if not isinstance(event, Opened) or self._wish is None:
            return
        if event.rate_hz <= HIGHEST_LIVE_RATE_HZ:
            self._live.adopt(event.rate_hz)
        else:
            self._speaker.stop_live()
            self._end(self._wish.client, _too_fast(event.rate_hz))

    def _on_event(self, event: LiveEvent) -> None:
        match event:
            case LivePlaying(card) if self._wish:
                self._knobs.begin(card)
                self._replies.to_all((self._wish.client,), Playing(card.name, len(card.knobs)))
                self._say(f"live instrument {card.name}, {len(card.knobs)} knobs")
            case LiveBroken(_, sentence) if self._wish:
                self._speaker.stop_live()
                self._end(self._wish.client, sentence)
                self._say(sentence)
            case LiveLost(sentence) | LiveNotRealtime(sentence):
                self._say(sentence)

    def _begin(self, source: str, wish: _Wish) -> None:
        rate_hz = self._player.rate_hz
        if rate_hz > HIGHEST_LIVE_RATE_HZ:
            raise Refused("/live/start", "device", _too_fast(rate_hz))
        self._live.start(source, rate_hz, wish.ring_hops)
        self._knobs.end()
        self._source, self._wish = source, wish
        self._engine.share_cores(True)
        self._sound()

    def _end(self, client: Peer, says: str) -> None:
        wish, self._wish = self._wish, None
        self._knobs.end()
        self._live.stop()
        self._engine.share_cores(False)
        asked = (client,) if wish is None else (client, wish.client)
        self._replies.to_all(asked, LiveStopped(self._source, says))

    def _sound(self) -> None:
        if self._wish:
            self._speaker.play_live(PlayLive(ring=self._live.ring, gain=self._wish.gain, pair=self._wish.pair))


def _gain(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _too_fast(rate_hz: int) -> str:
    return f"The card runs at {rate_hz} Hz; an instrument plays at {HIGHEST_LIVE_RATE_HZ} Hz at most."
