"""The speaker's process: opens the device, and puts into the mixer what the bridge asks for.

`run_speaker` is the process's main function, on its main thread. The only other thread at work is the device's, which
calls `callback.Callback`. The main thread sleeps in `poll` and never keeps the interpreter for long. A device that is
gone is never closed, because PortAudio hangs there for ever: the bridge kills this process then, and starts another.
"""

import gc
import os
import sys
import time
from multiprocessing.connection import Connection

from bridge.speaker.desk import Desk
from bridge.speaker.device import MissingLibraryError
from bridge.speaker.figures import Figure, FiguresMemory, attach_figures
from bridge.speaker.messages import (
    DEFAULT_FADE_SECONDS,
    Close,
    Command,
    Modules,
    NoDevice,
    NotRealtime,
    PlayVoice,
    Refused,
    ReportModules,
    SpeakerSettings,
    StopAll,
)
from bridge.speaker.output import Output, open_output
from engine import MissingError, ask_realtime, end_with_parent

_BUSY_ROUND_SECONDS = 0.02
_IDLE_ROUND_SECONDS = 0.25
_SEARCH_ROUND_SECONDS = 0.5
# A look for a device takes a few milliseconds, a search for a library much longer.
_LIBRARY_ROUND_SECONDS = 10.0
_SWITCH_SECONDS = 0.0005


def run_speaker(connection: Connection, settings: SpeakerSettings, figures_name: str, epoch: float) -> None:
    """Play until told to close. The clock counts from `epoch`, a moment in seconds of `time.monotonic()`."""
    end_with_parent()
    _silence_libraries()
    # The callback gets the interpreter sooner than after Python's usual 5 ms.
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.disable()
    process = SpeakerProcess(connection, settings, attach_figures(figures_name), epoch)
    try:
        process.ask_realtime()
        process.serve()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(1)  # The bridge is gone.
    os._exit(0)  # Skips PortAudio's exit handler, which hangs where a sound server has died.


class SpeakerProcess:
    """The pipe to the bridge, and the output as soon as there is one."""

    def __init__(self, connection: Connection, settings: SpeakerSettings, figures: FiguresMemory, epoch: float) -> None:
        self._connection = connection
        self._settings = settings
        self._figures = figures
        self._epoch = epoch
        self._output: Output | None = None
        self._desk: Desk | None = None
        self._absence = ""
        self._next_look_at = 0.0
        self._closing = False

    def ask_realtime(self) -> None:
        """Ask for real-time scheduling, and tell where it is refused."""
        if sentence := ask_realtime():
            self._connection.send(NotRealtime(sentence))

    def serve(self) -> None:
        """Look for a device until there is one; obey commands until the last one, and let the voices fade then."""
        while not self._closing or (self._desk and self._desk.sounding):
            self._figures[Figure.ALIVE_AT] = time.monotonic()
            if self._desk is None and time.monotonic() >= self._next_look_at:
                self._look_for_device()
            if self._connection.poll(self._round_seconds()):
                self._obey(self._connection.recv())
            if self._desk is not None:
                self._desk.collect()
        if self._output is not None:
            self._output.device.close()

    def _round_seconds(self) -> float:
        if self._desk is None:
            return _SEARCH_ROUND_SECONDS
        return _BUSY_ROUND_SECONDS if self._desk.sounding else _IDLE_ROUND_SECONDS

    def _look_for_device(self) -> None:
        self._next_look_at = time.monotonic() + _SEARCH_ROUND_SECONDS
        try:
            self._output = open_output(self._settings, self._figures, self._epoch)
        except MissingError as error:
            if isinstance(error, MissingLibraryError):
                self._next_look_at += _LIBRARY_ROUND_SECONDS
            self._tell_absence(str(error))
        else:
            self._desk = Desk(self._output.mixer, self._connection.send)
            self._connection.send(self._output.opened)
        # What start-up and failed attempts left behind goes now; no collection runs while a device plays.
        gc.collect()
        gc.freeze()

    def _tell_absence(self, sentence: str) -> None:
        if sentence != self._absence:
            self._absence = sentence
            self._connection.send(NoDevice(sentence))

    def _obey(self, command: Command) -> None:
        match command:
            case Close():
                self._closing = True
                self._obey(StopAll(DEFAULT_FADE_SECONDS))
            case ReportModules():
                self._connection.send(Modules(tuple(sys.modules)))
            case _ if self._desk is not None:
                self._desk.obey(command)
            case PlayVoice():
                self._connection.send(Refused(command.voice, self._absence))


def _silence_libraries() -> None:
    """Send what C libraries print nowhere, and keep Python's own errors on the console."""
    # libjack and ALSA print several lines at every look for a device.
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
