"""A JACK server with its dummy driver, and a recorder of what is played on it.

    with running_jack() as server, recording(server) as recorder:
        ...start what plays...
        recorder.wait_for_source()
        ...play...
        recorder.heard        # float32 (frames, 2), from the first block on, growing

The server is synchronous (-S): it waits for its clients, so a busy machine loses no frames, and a client that is killed
stops it for good. A test that kills a client asks for `synchronous=False`. The server's name is unique, so that tests
can run beside each other; programs that are started inside of the `with` block find it by their environment.
"""

import errno
import os
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine import Samples, TakeMemory, TakeShape, attach_take_memory, create_take_memory, start_process
from tests.peers.needs import need_portaudio, need_program

if TYPE_CHECKING:
    import jack

CHANNELS = 2


@dataclass(slots=True)
class JackServer:
    """A server that can be killed and started again under the same name."""

    name: str
    rate_hz: int
    block_frames: int
    synchronous: bool
    _process: subprocess.Popen[bytes] | None = None

    def start(self, rate_hz: int | None = None) -> None:
        """Start the server, at its rate or at another, and wait until clients can connect."""
        self.rate_hz = rate_hz or self.rate_hz
        command = ["jackd", "-n", self.name, "--no-realtime", "--no-mlock", "--silent"]
        command += ["-S"] if self.synchronous else []
        command += [
            "-d",
            "dummy",
            "-r",
            str(self.rate_hz),
            "-p",
            str(self.block_frames),
            "-C",
            "2",
            "-P",
            str(CHANNELS),
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers, 10, "the JACK server to answer")

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End the server in order: a killed one keeps its place in JACK's registry, which has room for eight."""
        try:
            self._end(signal.SIGTERM)
        except subprocess.TimeoutExpired:
            self.kill()
            self.start()
            self._end(signal.SIGTERM)
        for left in Path("/dev/shm").glob(f"*{self.name}*"):
            left.unlink(missing_ok=True)

    def _end(self, with_signal: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(with_signal)
            self._process.wait(3)
            self._process = None

    def _answers(self) -> bool:
        asked = subprocess.run(["jack_wait", "-s", self.name, "-c"], capture_output=True, text=True, check=False)
        return "not running" not in asked.stdout and "running" in asked.stdout


@contextmanager
def running_jack(rate_hz: int = 48000, block_frames: int = 256, synchronous: bool = True) -> Iterator[JackServer]:
    """A server for the length of a test, which skips or fails where JACK or PortAudio is missing."""
    need_program("jackd", "jackd2")
    need_portaudio()
    server = JackServer(f"warmtone-{uuid.uuid4().hex[:12]}", rate_hz, block_frames, synchronous)
    with _environment(JACK_DEFAULT_SERVER=server.name, JACK_NO_START_SERVER="1", JACK_NO_AUDIO_RESERVATION="1"):
        try:
            server.start()
            yield server
        finally:
            server.stop()


@dataclass(frozen=True, slots=True)
class Recorder:
    """What reaches the server's outputs, in shared memory that a process of its own fills.

    `times` holds the moment of each block of `block_frames` frames, in seconds after `began_at`.
    """

    memory: TakeMemory
    times: TakeMemory
    began_at: float
    block_frames: int
    connection: Connection

    @property
    def heard(self) -> Samples:
        """float32 (frames, 2): everything so far."""
        return self.memory.samples[: self.memory.ready].copy()

    @property
    def frames(self) -> int:
        """How many frames were recorded so far."""
        return self.memory.ready

    def moment_of(self, frame: int) -> float:
        """When the block with this frame was recorded, in seconds of `time.monotonic()`."""
        return self.began_at + float(self.times.samples[frame // self.block_frames, 0])

    def is_silent(self, frames: int) -> bool:
        """Whether the last so many frames are zero."""
        return not np.any(self.memory.samples[max(0, self.frames - frames) : self.frames])

    def wait_for_source(self, seconds: float = 5.0) -> None:
        """Wait until another client plays to the server's first output and is recorded."""
        assert self.connection.poll(seconds), "nobody connected to the JACK server's outputs"
        self.connection.recv()

    def wait_for_sound(self, after_frame: int = 0, seconds: float = 5.0) -> int:
        """Wait for a sample that is not zero; its frame in `heard`."""
        wait_until(lambda: not self.is_silent(self.frames - after_frame), seconds, "sound from the JACK server")
        return after_frame + int(np.flatnonzero(np.any(self.heard[after_frame:], axis=1))[0])

    def wait_for_silence(self, frames: int, seconds: float = 10.0) -> None:
        """Wait until the last so many frames are zero."""
        wait_until(lambda: self.is_silent(frames), seconds, "silence on the JACK server")


@contextmanager
def recording(server: JackServer, seconds: float = 60.0) -> Iterator[Recorder]:
    """Record everything that is played to the server's outputs, for at most so long."""
    frames = round(seconds * server.rate_hz)
    memory = create_take_memory(frames, CHANNELS, server.rate_hz)
    times = create_take_memory(frames // server.block_frames + 1, 1, server.rate_hz)
    ours, theirs = Pipe()
    process = start_process("jack recorder", _record, theirs, memory.shape, times.shape, server.name)
    theirs.close()
    try:
        assert ours.poll(10), "the JACK recorder did not start"
        yield Recorder(memory, times, ours.recv(), server.block_frames, ours)
    finally:
        # Asked, because JACK waits for seconds for a killed client. Where its server is dead the recorder hangs.
        ours.send("end")
        process.join(0.5)
        process.kill()
        process.join()
        ours.close()
        for part in (memory, times):
            part.close()
            part.unlink()


def trimmed(heard: Samples) -> Samples:
    """Without the silence before and after."""
    sounding = np.flatnonzero(np.any(heard, axis=1))
    return heard[sounding[0] : sounding[-1] + 1] if len(sounding) else heard[:0]


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for a condition, looking every few milliseconds; fails at the deadline."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(0.005)


def _record(connection: Connection, shape: TakeShape, times_shape: TakeShape, server_name: str) -> None:
    """The recorder's process: copies each block in JACK's callback, and connects whoever plays to the outputs."""
    import jack

    jack.set_error_function(lambda message: None)
    # Two clients of one name, on a server and on its killed predecessor, would share a semaphore.
    client = jack.Client(f"recorder {os.getpid()}", servername=server_name, no_start_server=True)
    inputs = [client.inports.register(f"in_{number}") for number in range(1, CHANNELS + 1)]
    memory, times = attach_take_memory(shape), attach_take_memory(times_shape)
    block = np.zeros((client.blocksize, CHANNELS), np.float32)
    moment = np.zeros((1, 1), np.float32)
    began_at = time.monotonic()

    def process(_frames: int) -> None:
        moment[0, 0] = time.monotonic() - began_at
        for channel, port in enumerate(inputs):
            block[:, channel] = port.get_array()
        times.append(moment)
        memory.append(block)

    client.set_process_callback(process)
    with client:
        connection.send(began_at)
        while not connection.poll(0.005):
            _listen_in(client, connection)
    os._exit(0)  # Views of the shared memory remain, which would be complained about.


def _listen_in(client: "jack.Client", connection: Connection) -> None:
    """Connect what plays to the outputs; tell of each port of the first one, when its player has all of them."""
    players = [_players(client, channel) for channel in range(CHANNELS)]
    if players[0] - players[-1]:
        # Somebody has come to the first output and is on the way to the others.
        return
    for channel in reversed(range(CHANNELS)):
        own = client.inports[channel]
        known = {port.name for port in client.get_all_connections(own)}
        for port in client.get_all_connections(f"system:playback_{channel + 1}"):
            if port.name not in known and _connected(client, port, own) and channel == 0:
                connection.send(port.name)


def _players(client: "jack.Client", channel: int) -> set[str]:
    """The names of the clients that play to an output."""
    ports = client.get_all_connections(f"system:playback_{channel + 1}")
    return {port.name.partition(":")[0] for port in ports}


def _connected(client: "jack.Client", port: "jack.Port", own: "jack.Port") -> bool:
    """Connect two ports; False where they are already: JACK shows a connection only some cycles after it was made."""
    import jack

    try:
        client.connect(port, own)
    except jack.JackErrorCode as error:
        if error.code != errno.EEXIST:
            raise
        return False
    return True


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
