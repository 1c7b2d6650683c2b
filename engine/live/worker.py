"""The live worker: a process of its own with one thread, which keeps the ring to the speaker filled.

Started by `engine.live.process`, which talks to it over one pipe. Between two hops it sleeps until the moment at which
the card's clock makes room for the next; it is not woken by anybody. Real-time threads that sleep by the clock come
some 30 us late on a busy machine, as those do that are woken over a semaphore, and the callback needs to wake nobody.
"""

import gc
import logging
import os
import sys
import time
from multiprocessing.connection import Connection

from engine.errors import WarmtoneError
from engine.live.contract import HOP_SECONDS
from engine.live.filling import Filling
from engine.live.instruments import InstrumentLoader
from engine.live.knob_memory import KnobMemory, attach_knob_memory
from engine.live.messages import Broken, Command, Loaded, Modules, NotRealtime, Play, Report, ReportModules, Rest
from engine.live.performance import Performance
from engine.live.ring import RingWriter
from engine.live.ring_memory import RingFigure, RingMemory, attach_ring
from engine.process import end_with_parent
from engine.realtime import LIVE_PRIORITY, ask_realtime

_IDLE_SECONDS = 0.25
_LOOK_SECONDS = 0.04
_LOAD_SECONDS = 0.5
_log = logging.getLogger("warmtone.live")


def run_live(connection: Connection, ring: str, knobs: str, loaders: dict[str, InstrumentLoader]) -> None:
    """The process's main function: play what is asked for until the pipe closes."""
    end_with_parent()
    refusal = ask_realtime(priority=LIVE_PRIORITY, period_seconds=HOP_SECONDS)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    logging.basicConfig(format="%(name)s: %(message)s")
    worker = LiveWorker(connection, attach_ring(ring), attach_knob_memory(knobs), loaders)
    worker.say_realtime(refusal)
    gc.collect()
    gc.freeze()
    # A collection takes longer than a hop may; what an instrument leaves in circles is found between instruments.
    gc.disable()
    worker.serve()


class LiveWorker:
    """What plays, if anything, and the pipe that says what should."""

    def __init__(
        self, connection: Connection, ring: RingMemory, knobs: KnobMemory, loaders: dict[str, InstrumentLoader]
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._knobs = knobs
        self._loaders = loaders
        self._filling: Filling | None = None
        self._load_from = time.monotonic(), time.process_time()

    def say_realtime(self, refusal: str | None) -> None:
        """Tell whether the system schedules this process in real time."""
        self._ring[RingFigure.REALTIME] = refusal is None
        if refusal:
            self._tell(NotRealtime(refusal))

    def serve(self) -> None:
        """Obey and play; raises `SystemExit` when the engine has closed its end."""
        self._rest()
        while True:
            self._tell_life(time.monotonic())
            while self._connection.poll(0 if self._filling else _IDLE_SECONDS):
                self._obey(self._hear())
            if self._filling:
                self._play_on(self._filling)

    def _hear(self) -> Command:
        try:
            command: Command = self._connection.recv()
        except (EOFError, OSError):
            sys.exit()
        return command

    def _tell(self, report: Report) -> None:
        try:
            self._connection.send(report)
        except OSError:
            sys.exit()

    def _obey(self, command: Command) -> None:
        match command:
            case Play():
                self._begin(command)
            case Rest():
                self._end()
            case ReportModules():
                self._tell(Modules(tuple(sorted(sys.modules))))

    def _begin(self, play: Play) -> None:
        if self._filling and (self._filling.play.number, self._filling.play.rate_hz) == (play.number, play.rate_hz):
            return
        self._end()
        try:
            instrument = self._loaders[play.instrument]()
            targets = self._knobs.read(play.number, len(instrument.card.knobs))
            performance = Performance(instrument, play.rate_hz, targets)
        except Exception as error:
            self._break(play.number, error)
            return
        self._filling = Filling(play, performance, self._ring, self._knobs)
        gc.collect()
        self._tell(Loaded(play.number, instrument.card))

    def _play_on(self, filling: Filling) -> None:
        try:
            filling.fill_until(time.monotonic() + _LOOK_SECONDS)
        except Exception as error:
            self._filling = None
            self._break(filling.play.number, error)

    def _end(self) -> None:
        """Fade out what plays."""
        filling, self._filling = self._filling, None
        try:
            if filling:
                filling.fade_out()
        except Exception as error:
            _log.warning("an instrument could not fade out: %s", error)
        self._rest()

    def _rest(self) -> None:
        """An empty ring is as it should be from here on."""
        RingWriter(self._ring).rest(True)

    def _break(self, number: int, error: Exception) -> None:
        self._rest()
        if not isinstance(error, WarmtoneError):
            _log.error("an instrument's error", exc_info=error)
        sentence = str(error) if isinstance(error, WarmtoneError) else f"It stopped with an error: {error}."
        self._tell(Broken(number, sentence))

    def _tell_life(self, now: float) -> None:
        self._ring[RingFigure.ALIVE_AT] = now
        began, used_before = self._load_from
        if now - began >= _LOAD_SECONDS:
            used = time.process_time()
            self._ring[RingFigure.LOAD] = (used - used_before) / (now - began)
            self._load_from = now, used
