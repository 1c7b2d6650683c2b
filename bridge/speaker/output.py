"""Opens the device with a mixer behind it, and waits until it asks for sound.

Used by the speaker's main thread.
"""

import time
from dataclasses import dataclass

from bridge.speaker.callback import Callback
from bridge.speaker.device import Device, find_device
from bridge.speaker.figures import Figure, FiguresMemory
from bridge.speaker.messages import Opened, SpeakerSettings
from bridge.speaker.mixer import Mixer
from engine import MissingError, ask_realtime

_FIRST_CALLBACK_SECONDS = 2.0
_GLANCE_SECONDS = 0.002


@dataclass(frozen=True, slots=True)
class Output:
    """A device that asks for sound, the mixer that gives it, and what the bridge is told of it."""

    device: Device
    mixer: Mixer
    opened: Opened


def open_output(settings: SpeakerSettings, figures: FiguresMemory, epoch: float) -> Output:
    """Find the device and start it; raises `MissingError` where there is none or where it stays mute.

    The mixer's clock has counted from `epoch`, a moment in seconds of `time.monotonic()`.
    """
    device = find_device(settings)
    mixer = Mixer(device.rate_hz, device.channels)
    figures[Figure.RATE_HZ] = device.rate_hz
    figures[Figure.CHANNELS] = device.channels
    callbacks = figures[Figure.DONE]
    callback = Callback(mixer, figures, epoch)
    device.start(callback)
    _wait_for_callback(device, figures, callbacks)
    realtime = ask_realtime(callback.thread_id) is None
    figures[Figure.REALTIME] = realtime
    figures[Figure.OPEN] = True
    block_frames = int(figures[Figure.BLOCK_FRAMES])
    return Output(device, mixer, Opened(device.name, device.rate_hz, device.channels, block_frames, realtime))


def _wait_for_callback(device: Device, figures: FiguresMemory, callbacks_before: float) -> None:
    deadline = time.monotonic() + _FIRST_CALLBACK_SECONDS
    while figures[Figure.DONE] == callbacks_before:
        if time.monotonic() > deadline:
            device.close()
            raise MissingError(f"The device '{device.name}' opens and asks for no sound: is its server running?")
        time.sleep(_GLANCE_SECONDS)
