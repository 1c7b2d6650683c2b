"""The live instrument: which one plays, where its knobs stand, and a worker process that is there while it is needed.

Used by the bridge's loop, on its one thread. It waits on `connection` beside its sockets, calls `receive` when
something came and `tick` every 100 ms; both give what happened. Nothing here waits. Turning a knob is one store in
shared memory.
"""

import itertools
import multiprocessing
import time
from multiprocessing.connection import Connection

import numpy as np

from engine.errors import MissingError, RangeError
from engine.live.contract import InstrumentCard, Values, defaults_of
from engine.live.instruments import InstrumentLoader
from engine.live.live_memory import NO_FIGURES, LiveFigures, LiveMemory, create_live_memory
from engine.live.messages import (
    Broken,
    LiveBroken,
    LiveEvent,
    LiveLost,
    LiveNotRealtime,
    LivePlaying,
    Loaded,
    Modules,
    NotRealtime,
    Play,
    Report,
    ReportModules,
    Rest,
)
from engine.live.process import LiveProcess

_LONGEST_SILENCE_SECONDS = 1.0
_START_SECONDS = 10.0
_SHORT_LIFE_SECONDS = 2.0
_MOST_SHORT_LIVES = 3


class Live:
    """At most one instrument plays. Its worker starts with the first, and again, with the same knobs, if it dies."""

    def __init__(self, loaders: dict[str, InstrumentLoader]) -> None:
        self.modules: tuple[str, ...] = ()
        self.card: InstrumentCard | None = None
        self._values: Values = np.zeros(0)
        self._loaders = loaders
        self._memory: LiveMemory | None = None
        self._numbers = itertools.count(1)
        self._play: Play | None = None
        self._process: LiveProcess | None = None
        self._short_lives = 0
        self._silence, self._far_end = multiprocessing.get_context("spawn").Pipe()

    @property
    def ring(self) -> str:
        """The name of the ring, for the speaker; empty before the first start."""
        return self._memory.ring.name if self._memory else ""

    @property
    def instrument(self) -> str:
        """The name of the instrument that plays or is being loaded, empty while none does."""
        return self._play.instrument if self._play else ""

    @property
    def connection(self) -> Connection:
        """What to wait on; another one after every death of the worker."""
        return self._process.connection if self._process else self._silence

    @property
    def process_id(self) -> int | None:
        return self._process.process_id if self._process else None

    def start(self, instrument: str, rate_hz: int, ring_hops: float) -> None:
        """Play an instrument from its beginning, at the card's rate, with so much ready. Raises `MissingError`."""
        if instrument not in self._loaders:
            raise MissingError(f"There is no instrument {instrument}; there are {', '.join(self._loaders)}.")
        self.card = None
        self._short_lives = 0
        self._do(Play(next(self._numbers), instrument, rate_hz, ring_hops))

    def adopt(self, rate_hz: int) -> None:
        """Go on at the rate of another card; the knobs stay."""
        if self._play:
            self._do(Play(self._play.number, self._play.instrument, rate_hz, self._play.ring_hops))

    def stop(self) -> None:
        """Fade out what plays."""
        self._play = self.card = None
        if self._process:
            self._process.send(Rest())

    def turn(self, index: int, value: float) -> None:
        """Put a knob somewhere within its range; the newest value counts."""
        if self._memory and index < len(self._values):
            self._values[index] = value
            self._memory.knobs.turn(index, value)

    def turn_all(self, values: list[float]) -> None:
        """Put the first knobs there, all in one frame. Raises `RangeError` for more than there are."""
        if len(values) > len(self._values):
            raise RangeError(f"There are {len(self._values)} knobs, and {len(values)} values came.")
        if self._memory and self._play:
            self._values[: len(values)] = values
            self._memory.knobs.turn_all(self._play.number, self._values)

    def value(self, index: int) -> float:
        """Where a knob was put last."""
        return float(self._values[index])

    def figures(self) -> LiveFigures:
        """The live figures, from shared memory."""
        return self._memory.figures(self._play is not None) if self._memory else NO_FIGURES

    def ask_modules(self) -> None:
        """Have `modules` filled with the names of what the worker has imported."""
        if self._process:
            self._process.send(ReportModules())

    def receive(self) -> list[LiveEvent]:
        """What has happened; never waits."""
        if self._process is None:
            return []
        reports, died = self._process.receive()
        events = [event for report in reports for event in self._take_in(report)]
        return events + self._replace("The live worker has died; another takes its place.") if died else events

    def tick(self) -> list[LiveEvent]:
        """The watchdog: replaces a worker that hangs."""
        if self._process is None or self._play is None or self._memory is None:
            return []
        patience = _LONGEST_SILENCE_SECONDS if self.card else _START_SECONDS
        if time.monotonic() - max(self._memory.alive_at, self._process.began_at) < patience:
            return []
        return self._replace("The live worker has stopped answering; another takes its place.")

    def close(self) -> None:
        """End the worker, and leave no shared memory."""
        self._end()
        self._silence.close()
        self._far_end.close()
        if self._memory:
            self._memory.remove()
            self._memory = None

    def _do(self, play: Play) -> None:
        self._play = play
        if self._memory is None:
            self._memory = create_live_memory()
        if self._process is None:
            self._process = LiveProcess(self._memory.ring.name, self._memory.knobs.name, self._loaders)
        self._process.send(play)

    def _take_in(self, report: Report) -> list[LiveEvent]:
        match report:
            case NotRealtime(sentence):
                return [LiveNotRealtime(sentence)]
            case Modules(names):
                self.modules = names
            case Loaded(number, card) if self._play and number == self._play.number and self.card is None:
                self.card, self._values = card, defaults_of(card)
                self.turn_all(self._values.tolist())
                return [LivePlaying(card)]
            case Broken(number, sentence) if self._play and number == self._play.number:
                instrument = self._play.instrument
                self._play = self.card = None
                return [LiveBroken(instrument, sentence)]
        return []

    def _replace(self, sentence: str) -> list[LiveEvent]:
        """Let another worker take over where this one was; give up when that goes wrong again and again."""
        short = self._process is not None and time.monotonic() - self._process.began_at < _SHORT_LIFE_SECONDS
        self._end()
        play = self._play
        if play is None:
            return []
        self._short_lives = self._short_lives + 1 if short else 0
        if self._short_lives < _MOST_SHORT_LIVES:
            self._do(play)
            return [LiveLost(sentence)]
        self._play = self.card = None
        return [LiveBroken(play.instrument, f"{play.instrument} ends the live worker again and again.")]

    def _end(self) -> None:
        if self._process:
            self._process.kill()
            self._process = None
