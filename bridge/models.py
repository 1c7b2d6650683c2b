"""`warmtone model add`, `list`, `remove`: models in folders of a person's own."""

import os

import platformdirs
from rich.console import Console

from bridge.models_file import check_name, read_models, write_models
from bridge.settings import Settings, SettingsError
from engine import catalogue, model_folder, try_model

_PATIENCE = 10


def add_model(settings: Settings, name: str, source: str) -> None:
    """Load a model once, in this process, and write down where it is; a running Warmtone then knows it, too."""
    if hasattr(os, "nice"):
        os.nice(_PATIENCE)
    folder = model_folder(source, platformdirs.user_data_path("warmtone") / "models" / check_name(name))
    card = try_model(name, folder)
    write_models(settings.models, {**read_models(settings.models), name: folder})
    channels = {1: "mono", 2: "stereo"}.get(card.channels, f"{card.channels} channels")
    _console().print(
        f"{name}: {card.family}, {card.rate_hz / 1000:g} kHz {channels}, up to {card.longest_new_seconds:g} s, "
        f"{card.precision} on {card.device}, in {folder}"
    )


def print_models(settings: Settings) -> None:
    """Every model by its name, and where it is."""
    for name in catalogue():
        _console().print(f"{name}: comes with Warmtone")
    for name, folder in read_models(settings.models).items():
        _console().print(f"{name}: {folder}{'' if folder.is_dir() else ', which is gone'}")


def remove_model(settings: Settings, name: str) -> None:
    """Forget where a model is; its folder stays. Raises `SettingsError` for one that isn't known."""
    models = read_models(settings.models)
    if name not in models:
        raise SettingsError(f"There is no model {name} of your own; there are {', '.join(models) or 'none'}.")
    write_models(settings.models, {known: folder for known, folder in models.items() if known != name})


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)
