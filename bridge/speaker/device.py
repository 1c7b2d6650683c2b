"""Finds the device that was asked for and opens it.

Used by the speaker's main thread. Every foreign exception ends here, as a `MissingError` whose sentence says what is
missing and how to get it.
"""

import os
from collections.abc import Callable
from typing import Any, Protocol

from bridge.speaker.messages import SILENT_DEVICE, SpeakerSettings
from bridge.speaker.silent import SilentDevice
from engine import MissingError, Samples

Fill = Callable[[Samples, bool], None]


class MissingLibraryError(MissingError):
    """PortAudio itself is missing: that takes an installation, not a moment."""


class Device(Protocol):
    """Something that asks for sound at a rate, on a number of channels, and calls `fill` for each block."""

    name: str
    rate_hz: int
    channels: int

    def start(self, fill: Fill) -> None:
        """Ask for blocks from now on, on a thread of its own; raises `MissingError` where the device refuses."""

    def close(self) -> None:
        """Ask for no more blocks."""


def find_device(settings: SpeakerSettings) -> Device:
    """The device of the settings, not yet started; raises `MissingError` where there is none."""
    if settings.device == SILENT_DEVICE:
        return SilentDevice(settings)
    portaudio = _fresh_portaudio()
    found = _query(portaudio, settings.device)
    if found["max_output_channels"] < 1:
        raise MissingError(f"The device '{found['name']}' has no outputs: choose another one.")
    return Card(portaudio, found, settings)


class Card:
    """A device of the system, by PortAudio, at its own rate and never with more channels than it has."""

    def __init__(self, portaudio: Any, found: dict[str, Any], settings: SpeakerSettings) -> None:
        self.name: str = found["name"]
        self.rate_hz = round(found["default_samplerate"])
        self.channels = min(int(found["max_output_channels"]), settings.channels)
        self._portaudio = portaudio
        self._index = found["index"]
        self._block_frames = settings.block_frames
        self._stream: Any = None

    def start(self, fill: Fill) -> None:
        def callback(out: Samples, _frames: int, _time: object, status: Any) -> None:
            fill(out, bool(status.output_underflow))

        try:
            self._stream = self._portaudio.OutputStream(
                device=self._index,
                samplerate=self.rate_hz,
                channels=self.channels,
                blocksize=self._block_frames,
                dtype="float32",
                latency="low",
                callback=callback,
            )
            self._stream.start()
        except self._portaudio.PortAudioError as error:
            raise MissingError(
                f"The device '{self.name}' can't be opened ({_reason(error)}): "
                "end the program that holds it, or choose another one."
            ) from error

    def close(self) -> None:
        self._stream.abort()
        self._stream.close()
        # A JACK client is only let go here, and a server waits for seconds for one that vanishes.
        self._portaudio._terminate()


def _fresh_portaudio() -> Any:
    """The sounddevice module with its list of devices read anew, which PortAudio does when it starts only."""
    # Looking for a JACK server must not start one.
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
    try:
        import sounddevice as portaudio
    except OSError as error:
        raise MissingLibraryError(
            "The PortAudio library is missing, so nothing can be played. On Debian: apt install libportaudio2."
        ) from error
    try:
        while portaudio._initialized:
            portaudio._terminate()
        portaudio._initialize()
    except portaudio.PortAudioError as error:
        raise MissingError(f"PortAudio does not start ({_reason(error)}): is the system's sound set up?") from error
    return portaudio


def _query(portaudio: Any, wanted: str | int | None) -> dict[str, Any]:
    try:
        found: dict[str, Any] = portaudio.query_devices(wanted, "output")
    except (ValueError, portaudio.PortAudioError) as error:
        names = sorted({device["name"] for device in portaudio.query_devices() if device["max_output_channels"] > 0})
        raise MissingError(_nothing_found(wanted, names)) from error
    return found


def _nothing_found(wanted: str | int | None, names: list[str]) -> str:
    if not names:
        return "There is no sound card: plug one in, or start a JACK or PipeWire server; it will be found."
    listed = ", ".join(f"'{name}'" for name in names)
    if wanted is None:
        return f"The system names no sound card as its default: choose one of {listed}."
    return f"There is no sound card, or more than one, of the name '{wanted}': choose one of {listed}."


def _reason(error: Exception) -> str:
    return str(error.args[0]) if error.args else type(error).__name__
