"""A family out of its folder, on the device, in the precision and with the threads that are quickest here."""

from pathlib import Path

import torch

from engine.families.family import Family
from engine.families.loading import best_precision, load_family
from engine.models.diffusion.sampling import a_step
from engine.models.quickest_threads import quickest_threads
from engine.threads import cores


def warm_family(folder: Path) -> Family:
    """Load and try a family; torch has its number of threads afterwards. Raises `ModelError` as `load_family` does."""
    torch.set_num_threads(cores())
    device = "cuda" if torch.cuda.is_available() else "cpu"
    family = load_family(folder, best_precision(device), device)
    if device == "cpu":
        quickest_threads(a_step(family), cores())
    return family
