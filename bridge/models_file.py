"""The models in a person's folders: their names and where they are, in a JSON file beside the settings."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from bridge.settings import SettingsError
from engine import catalogue

_NAME = re.compile(r"[A-Za-z][\w.-]{0,39}")


def read_models(file: Path) -> dict[str, Path]:
    """Folders by name; none where there is no file. Raises `SettingsError` for one that can't be read."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"{file} can't be read as JSON: {error}. Mend it or delete it.") from error
    if not isinstance(found, dict) or not all(isinstance(folder, str) for folder in found.values()):
        raise SettingsError(f'{file} should hold {{"name": "folder"}}. Mend it or delete it.')
    return {check_name(name): Path(folder) for name, folder in found.items()}


def check_name(name: str) -> str:
    """A name that a request can say and that no bundled model has; raises `SettingsError` for another."""
    if not _NAME.fullmatch(name):
        raise SettingsError(
            f"A model's name is a letter and at most 39 letters, digits, . _ or - behind it, not {name!r}."
        )
    if name in catalogue():
        raise SettingsError(f"{name} comes with Warmtone: choose another name.")
    return name


def write_models(file: Path, models: Mapping[str, Path]) -> None:
    """Put other models into the file, whole or not at all; raises `SettingsError` where that can't be."""
    new = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps({name: str(folder) for name, folder in models.items()}, indent=2) + "\n", "utf-8")
        os.replace(new, file)
    except OSError as error:
        raise SettingsError(f"{file} can't be written: {error.strerror}.") from error
