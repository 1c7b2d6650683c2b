"""What a person can set: one frozen value, from defaults, a TOML file and the command line, in this order."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from engine import DEFAULT_MODEL, LONGEST_RING_HOPS, WarmtoneError


class SettingsError(WarmtoneError):
    """A setting that isn't known or can't be."""

    code = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. `port` 0 takes any free one; `device` is a name, a part of one, or an index.

    `models` is the file that `warmtone model` writes. `device` "" is the system's own sound card, "silent" plays to
    nothing in real time. `block` is the sound card's block in frames, 0 its own choice. At most `channels` of its
    channels are opened, in pairs that `output` counts. `ring` is what the live instrument has ready beyond the card's
    block, in hops of 5.8 ms. `receive_buffer` is in bytes, 0 leaves the system's default. `memory` is what models may
    take together, in MiB; 0 is half of the machine's. A model that makes no step for `longest_step` seconds, or loads
    for longer than `longest_load` seconds, counts as hung.
    """

    host: str = "127.0.0.1"
    port: int = 7700
    session: Path = platformdirs.user_music_path() / "Warmtone"
    models: Path = platformdirs.user_config_path("warmtone") / "models.json"
    model: str = DEFAULT_MODEL
    device: str = ""
    block: int = 0
    channels: int = 2
    ring: float = 0.5
    receive_buffer: int = 4 * 1024 * 1024
    memory: int = 0
    longest_step: int = 60
    longest_load: int = 300


def settings_file() -> Path:
    """Where the settings are looked for when no other file is named."""
    return platformdirs.user_config_path("warmtone") / "warmtone.toml"


def read_settings(file: Path | None, flags: Mapping[str, object]) -> Settings:
    """Defaults, then the file's keys, then the flags that are not None. Raises `SettingsError` with a sentence."""
    chosen = _from_file(file or settings_file(), must_exist=file is not None)
    chosen.update({key: value for key, value in flags.items() if value is not None})
    return Settings(**{key: _checked(key, value) for key, value in chosen.items()})  # type: ignore[arg-type]


def _from_file(file: Path, must_exist: bool) -> dict[str, object]:
    try:
        return dict(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError as error:
        if must_exist:
            raise SettingsError(f"There is no settings file {file}.") from error
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file} can't be read as TOML: {error}.") from error


def _checked(key: str, value: object) -> object:
    if key not in _KINDS:
        raise SettingsError(f"There is no setting {key}; there are {', '.join(_KINDS)}.")
    if key == "device" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, _KINDS[key]) or isinstance(value, bool):
        wanted = _WANTED.get(_KINDS[key], "a text")
        raise SettingsError(f"{key} is {wanted}, not {value!r}.")
    if isinstance(value, (int, float)):
        return _within(key, value)
    if not str(value) and key != "device":
        raise SettingsError(f"{key} can't be empty.")
    return _path(key, value) if key in ("session", "models") else value


def _within(key: str, value: float) -> float:
    low, high = _RANGES[key]
    if not low <= value <= high:
        raise SettingsError(f"{key} is {low} to {high}, not {value}.")
    return value


def _path(key: str, value: object) -> Path:
    try:
        return Path(str(value)).expanduser().absolute()
    except RuntimeError as error:
        raise SettingsError(f"{key} can't be {value}: {error}") from error


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "host": str,
    "port": int,
    "session": (str, Path),
    "models": (str, Path),
    "model": str,
    "device": str,
    "block": int,
    "channels": int,
    "ring": (int, float),
    "receive_buffer": int,
    "memory": int,
    "longest_step": int,
    "longest_load": int,
}
_WANTED: Mapping[object, str] = {int: "a whole number", (int, float): "a number"}
_RANGES: Mapping[str, tuple[float, float]] = {
    "ring": (0.1, LONGEST_RING_HOPS),
    "port": (0, 65535),
    "block": (0, 8192),
    "channels": (1, 64),
    "receive_buffer": (0, 2**30),
    "memory": (0, 2**30),
    "longest_step": (1, 86_400),
    "longest_load": (1, 86_400),
}
