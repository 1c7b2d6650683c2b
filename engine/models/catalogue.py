"""The models that come with Warmtone, and those in folders of a person's, by name.

A loader imports what it needs only when the worker calls it.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from engine.models.contract import Loader, Model
from engine.models.tone import load_tone

DEFAULT_MODEL = "ember"
EMBER = Path(__file__).parents[1] / "weights" / "ember"


def load_ember() -> Model:
    """Ember with its shipped weights."""
    return load_folder("ember", str(EMBER))


def load_vae() -> Model:
    """The spectrogram VAE with its shipped weights; on one thread, which is faster for so small a model."""
    import torch

    from engine.models.vae import load_vae as load

    torch.set_num_threads(1)
    return load()


def load_folder(name: str, folder: str) -> Model:
    """A model of a family that Warmtone knows, from a folder; raises `ModelError` where it can't or must not be."""
    from engine.models.diffusion.model import DiffusionModel
    from engine.models.diffusion.warming import warm_family

    return DiffusionModel(name, warm_family(Path(folder)))


def catalogue() -> dict[str, Loader]:
    """Every model's loader by the name that requests use."""
    return {"ember": load_ember, "vae": load_vae, "tone": load_tone}


def folder_loaders(folders: Mapping[str, Path]) -> dict[str, Loader]:
    """Loaders of the models in a person's folders, by the names that were given to them."""
    return {name: partial(load_folder, name, str(folder)) for name, folder in folders.items()}
