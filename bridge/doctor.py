"""What is here, what is missing, and the exact command that mends it.

The same findings serve `warmtone doctor` and the lines that a start prints for what is missing.
"""

import importlib.util
import os
import platform
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from bridge.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that Warmtone can use: whether it is here, what there is to say, and how to get it."""

    what: str
    here: bool
    says: str
    mend: str = ""

    @property
    def line(self) -> str:
        """What is missing and how to get it, in one line."""
        return f"no {self.what}: {self.says}; to get it: {self.mend}"


def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order that a newcomer would want to mend them."""
    checks: list[Callable[[], Finding]] = [
        _python,
        _torch,
        lambda: _session(settings.session),
        lambda: _port(settings.host, settings.port),
        _portaudio,
        _sound_card,
        midi,
        gpu,
        _realtime,
        _shared_memory,
    ]
    return [check() for check in checks]


def print_findings(settings: Settings) -> None:
    """A line for each finding, and the command that mends what is missing."""
    console = Console(highlight=False, soft_wrap=True)
    for finding in examine(settings):
        mark = "[green]here   [/]" if finding.here else "[yellow]missing[/]"
        console.print(f"{mark} {finding.what:22}", escape(finding.says))
        if not finding.here:
            console.print(f"        {'':22}", escape(finding.mend))


def midi() -> Finding:
    """MIDI needs python-rtmidi and, on Linux, the system's sequencer or a JACK server."""
    if importlib.util.find_spec("rtmidi") is None:
        if sys.version_info >= (3, 13):
            return Finding("MIDI", False, "python-rtmidi has no wheel for this Python", "use Python 3.11 or 3.12")
        return Finding("MIDI", False, "python-rtmidi is not installed", f"{_pip()} install python-rtmidi")
    if platform.system() == "Linux" and not Path("/dev/snd/seq").exists():
        return Finding("MIDI", False, "the system has no MIDI sequencer", "sudo modprobe snd-seq")
    return Finding("MIDI", True, "python-rtmidi and the system's sequencer are here")


def gpu() -> Finding:
    """A GPU is looked for by its driver, because asking torch would bring torch into the bridge."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return Finding("GPU", True, "the chip's own")
    if shutil.which("nvidia-smi"):
        return Finding("GPU", True, "an NVIDIA driver is installed")
    return Finding("GPU", False, "models run on the CPU", "with an NVIDIA card, sudo apt install nvidia-driver")


def _python() -> Finding:
    return Finding("Python", sys.version_info >= (3, 11), platform.python_version(), "install Python 3.11 to 3.13")


def _torch() -> Finding:
    from engine import look_at_machine

    try:
        machine = look_at_machine()
    except ImportError as error:
        return Finding("torch", False, str(error), f"{_pip()} install --force-reinstall torch")
    precision = "bfloat16 is fast" if machine.fast_bfloat16 else "no fast bfloat16"
    sees = f", sees {machine.gpu}" if machine.gpu else ""
    return Finding("torch", True, f"{machine.torch}, {machine.cores} cores, {precision}{sees}")


def _session(folder: Path) -> Finding:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if existing.is_dir() and os.access(existing, os.W_OK):
        return Finding("session", True, str(folder))
    return Finding("session", False, f"{folder} can't be written to", "warmtone --session FOLDER")


def _port(host: str, port: int) -> Finding:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, port))
        except OSError as error:
            return Finding("OSC port", False, f"{host}:{port}: {error.strerror}", f"warmtone --port {port + 2}")
    return Finding("OSC port", True, f"{host}:{port} is free")


def _portaudio() -> Finding:
    try:
        import sounddevice
    except OSError:
        mend = "sudo apt install libportaudio2" if platform.system() == "Linux" else f"{_pip()} install -U sounddevice"
        return Finding("PortAudio", False, "the library is not installed", mend)
    return Finding("PortAudio", True, str(sounddevice.get_portaudio_version()[1]))


def _sound_card() -> Finding:
    try:
        import sounddevice

        device = sounddevice.query_devices(kind="output")
    except (OSError, ValueError) as error:
        return Finding("sound card", False, f"none that can play ({error})", "start JACK or PipeWire, or plug one in")
    except sounddevice.PortAudioError as error:
        return Finding("sound card", False, f"none that can play ({error})", "start JACK or PipeWire, or plug one in")
    return Finding("sound card", True, f"{device['name']}, {device['default_samplerate']:.0f} Hz")


def _realtime() -> Finding:
    if platform.system() != "Linux":
        return Finding("real-time scheduling", True, "the system's own")
    import resource

    limit = resource.getrlimit(resource.RLIMIT_RTPRIO)[0]
    if limit or os.geteuid() == 0:
        return Finding("real-time scheduling", True, "may be asked for")
    mend = "echo '@audio - rtprio 95' | sudo tee /etc/security/limits.d/audio.conf, join group audio, log in again"
    return Finding("real-time scheduling", False, "this user may not have it", mend)


def _shared_memory() -> Finding:
    if not Path("/dev/shm").exists():
        return Finding("shared memory", True, "the system's own")
    status = os.statvfs("/dev/shm")
    free = status.f_bavail * status.f_frsize / 1e6
    return Finding("shared memory", free > 200, f"{free:.0f} MB free", "sudo mount -o remount,size=1G /dev/shm")


def _pip() -> str:
    return f"{sys.executable} -m pip"
