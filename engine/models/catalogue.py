"""The models that come with Warmtone, by name. A loader imports what it needs only when the worker calls it."""

from engine.models.contract import Loader, Model
from engine.models.tone import load_tone

DEFAULT_MODEL = "vae"


def load_vae() -> Model:
    """The spectrogram VAE with its shipped weights; on one thread, which is faster for so small a model."""
    import torch

    from engine.models.vae import load_vae as load

    torch.set_num_threads(1)
    return load()


def catalogue() -> dict[str, Loader]:
    """Every model's loader by the name that requests use."""
    return {"vae": load_vae, "tone": load_tone}
