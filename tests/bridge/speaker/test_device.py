"""Finding and opening a device: what is chosen, and the sentences where it can't be, on a fake PortAudio."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bridge.speaker.device import MissingLibraryError, find_device
from bridge.speaker.messages import SpeakerSettings
from bridge.speaker.silent import SilentDevice
from engine import MissingError, Samples


class PortAudioError(Exception):
    """As sounddevice names it."""


@dataclass
class FakePortAudio:
    """As much of the sounddevice module as the speaker uses."""

    devices: list[dict[str, Any]]
    busy: bool = False
    opened: list[dict[str, Any]] = field(default_factory=list)
    PortAudioError: type[Exception] = PortAudioError
    _initialized: int = 1

    def _initialize(self) -> None:
        self._initialized += 1

    def _terminate(self) -> None:
        self._initialized -= 1

    def query_devices(self, wanted: str | int | None = None, kind: str | None = None) -> Any:
        if kind is None:
            return self.devices
        found = [device for device in self.devices if wanted is None or wanted in (device["name"], device["index"])]
        if len(found) != 1:
            raise ValueError(f"{len(found)} devices")
        return found[0]

    def OutputStream(self, **how: Any) -> SimpleNamespace:
        if self.busy:
            raise PortAudioError("Device unavailable")
        self.opened.append(how)
        return SimpleNamespace(start=lambda: None, abort=lambda: None, close=lambda: None)


def device(name: str, index: int = 0, channels: int = 2, rate_hz: float = 48000.0) -> dict[str, Any]:
    return {"name": name, "index": index, "max_output_channels": channels, "default_samplerate": rate_hz}


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    fake = FakePortAudio([device("Scarlett", 0, channels=18, rate_hz=44100.0), device("Built-in", 1)])
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


def fill(out: Samples, under_run: bool) -> None:
    """Stands in for the callback; never called by the fake."""


def test_the_devices_rate_is_adopted_and_no_more_channels_than_were_asked_for(portaudio: FakePortAudio) -> None:
    card = find_device(SpeakerSettings(device="Scarlett", channels=4, block_frames=128))
    card.start(fill)
    (how,) = portaudio.opened
    assert (card.name, card.rate_hz, card.channels) == ("Scarlett", 44100, 4)
    assert (how["device"], how["samplerate"], how["channels"], how["blocksize"]) == (0, 44100, 4, 128)


def test_a_device_has_the_last_word_on_its_channels(portaudio: FakePortAudio) -> None:
    assert find_device(SpeakerSettings(device=1, channels=8)).channels == 2


def test_the_list_of_devices_is_read_anew_for_every_look(portaudio: FakePortAudio) -> None:
    with pytest.raises(MissingError):
        find_device(SpeakerSettings(device="late"))
    portaudio.devices.append(device("late", 2))
    assert find_device(SpeakerSettings(device="late")).name == "late"
    assert portaudio._initialized == 1


def test_an_unknown_name_is_answered_with_those_there_are(portaudio: FakePortAudio) -> None:
    with pytest.raises(MissingError, match=r"'Missing': choose one of 'Built-in', 'Scarlett'\."):
        find_device(SpeakerSettings(device="Missing"))


def test_without_any_card_the_sentence_says_how_to_get_one(portaudio: FakePortAudio) -> None:
    portaudio.devices.clear()
    with pytest.raises(MissingError, match="JACK or PipeWire"):
        find_device(SpeakerSettings())


def test_a_device_without_outputs_is_no_speaker(portaudio: FakePortAudio) -> None:
    portaudio.devices.append(device("Microphone", 2, channels=0))
    with pytest.raises(MissingError, match="no outputs"):
        find_device(SpeakerSettings(device="Microphone"))


def test_a_device_in_use_says_so(portaudio: FakePortAudio) -> None:
    portaudio.busy = True
    with pytest.raises(MissingError, match=r"can't be opened \(Device unavailable\)"):
        find_device(SpeakerSettings(device=1)).start(fill)


class TestWithoutThePortAudioLibrary:
    @pytest.fixture(autouse=True)
    def _no_library(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
        monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
        monkeypatch.syspath_prepend(str(tmp_path))
        yield
        sys.modules.pop("sounddevice", None)

    def test_the_sentence_names_the_package(self) -> None:
        with pytest.raises(MissingLibraryError, match="apt install libportaudio2"):
            find_device(SpeakerSettings())

    def test_the_silent_device_needs_none(self) -> None:
        assert isinstance(find_device(SpeakerSettings(device="silent")), SilentDevice)
