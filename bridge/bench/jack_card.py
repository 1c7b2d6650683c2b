"""A sound card that can be listened to: a JACK server with its dummy driver, and an ear at its outputs.

The server runs asynchronously, as a real card does: its clock waits for nobody, and a block that comes late is lost.
`Ear` is told of every block on JACK's own thread, in this process; that needs the interpreter for some microseconds,
which is free because whoever measures sleeps meanwhile.
"""

import importlib.util
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from typing import Any

import numpy as np

from engine import MissingError, WarmtoneError

RATE_HZ = 48_000
BLOCK_FRAMES = 256
PORTAUDIO_NAME = "system JACK"
"""Words of its name and of its kind, which tell it from the cards that the machine may have besides."""
_CHANNELS = 2
_START_SECONDS = 10.0
_GLANCE_SECONDS = 0.02


class JackCard:
    """A running server with its rate and its block; programs that start with its `environment` play to it."""

    def __init__(self, jack: Any, name: str, rate_hz: int, block_frames: int) -> None:
        self.name = name
        self.rate_hz = rate_hz
        self.block_frames = block_frames
        self.environment: Mapping[str, str] = {
            "JACK_DEFAULT_SERVER": name,
            "JACK_NO_START_SERVER": "1",
            "JACK_NO_AUDIO_RESERVATION": "1",
        }
        self._jack = jack

    @contextmanager
    def listening(self) -> Iterator["Ear"]:
        """An ear at everything that plays to the outputs by now. Raises `WarmtoneError` where nothing does."""
        client = self._jack.Client("warmtone bench", servername=self.name, no_start_server=True)
        ear = Ear(client)
        with client:
            ear.connect()
            yield ear
        client.close()

    @contextmanager
    def running_free(self) -> Iterator[Callable[[], int]]:
        """Let the server ask for blocks as fast as they are filled; gives how many frames it has asked for by now."""
        client = self._jack.Client("warmtone bench clock", servername=self.name, no_start_server=True)
        frames = 0

        def count(more: int) -> None:
            nonlocal frames
            frames += more

        client.set_process_callback(count)
        with client:
            client.set_freewheel(True)
            yield lambda: frames
            client.set_freewheel(False)
        client.close()


class Ear:
    """Notes when silence ends. `begin_to_listen`, then `first_sound`, again and again."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._inputs = [client.inports.register(f"in_{channel}") for channel in range(1, _CHANNELS + 1)]
        self._sound = Event()
        self._listening = False
        self._sound_at = 0.0
        self._silent_blocks = 0
        client.set_process_callback(self._hear)

    def connect(self) -> None:
        """Listen to what is connected to the card."""
        for channel, ours in enumerate(self._inputs, 1):
            sources = self._client.get_all_connections(f"system:playback_{channel}")
            if not sources:
                raise WarmtoneError(f"Nothing plays to the JACK server's output {channel}.")
            for source in sources:
                self._client.connect(source, ours)

    def begin_to_listen(self, silent_blocks: int, seconds: float) -> None:
        """Wait for so many silent blocks in a row, then note the next sound. Raises `WarmtoneError` without silence."""
        deadline = time.monotonic() + seconds
        while self._silent_blocks < silent_blocks:
            if time.monotonic() > deadline:
                raise WarmtoneError(f"It did not get silent within {seconds:g} s.")
            time.sleep(self._client.blocksize / self._client.samplerate)
        self._sound.clear()
        self._listening = True

    def first_sound(self, seconds: float) -> float:
        """When the first frame sounded that isn't 0, in seconds of `time.monotonic()`. Raises `WarmtoneError`."""
        if not self._sound.wait(seconds):
            raise WarmtoneError(f"Nothing sounded within {seconds:g} s.")
        return self._sound_at

    def _hear(self, _frames: int) -> None:
        # On JACK's thread, once per block.
        sounding = np.flatnonzero(sum(np.abs(port.get_array()) for port in self._inputs))
        self._silent_blocks = 0 if len(sounding) else self._silent_blocks + 1
        if self._listening and len(sounding):
            self._listening = False
            rate_hz = self._client.samplerate
            block_at = time.monotonic() - self._client.frames_since_cycle_start / rate_hz
            self._sound_at = block_at + int(sounding[0]) / rate_hz
            self._sound.set()


@contextmanager
def running_jack_card(rate_hz: int = RATE_HZ, block_frames: int = BLOCK_FRAMES) -> Iterator[JackCard]:
    """A server for the length of the block. Raises `MissingError` with the command that brings what is missing."""
    jack = _jack()
    name = f"warmtone-{uuid.uuid4().hex[:12]}"
    driver = ["-d", "dummy", "-r", str(rate_hz), "-p", str(block_frames), "-C", str(_CHANNELS), "-P", str(_CHANNELS)]
    process = subprocess.Popen(
        ["jackd", "-n", name, "--no-mlock", "--silent", *driver],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_server(jack, name, process)
        yield JackCard(jack, name, rate_hz, block_frames)
    finally:
        # It removes its 107 MB of shared memory when it is asked to end, and leaves them when it is killed.
        process.terminate()
        process.wait()


def _jack() -> Any:
    if shutil.which("jackd") is None:
        raise MissingError("sudo apt install jackd2")
    if importlib.util.find_spec("jack") is None:
        raise MissingError(f"{sys.executable} -m pip install JACK-Client")
    import jack

    jack.set_error_function(lambda message: None)
    return jack


def _wait_for_server(jack: Any, name: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            jack.Client("warmtone looks", servername=name, no_start_server=True).close()
            return
        except jack.JackOpenError:
            time.sleep(_GLANCE_SECONDS)
    raise WarmtoneError("The JACK server with the dummy driver does not start; `jackd -d dummy` may tell why.")
