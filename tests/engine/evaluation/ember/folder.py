"""A tiny Ember that has an ear as well."""

from pathlib import Path

from engine.models.ear.network import Ear
from engine.training.layout import save_halved
from tests.engine.families.tiny_ember import write_tiny_ember


def write_ember(folder: Path) -> Path:
    """The folder, in diffusers' layout."""
    write_tiny_ember(folder)
    save_halved(Ear(widths=(4, 6, 8), blocks=(1, 1, 1), embedding=16), folder / "ear")
    return folder
