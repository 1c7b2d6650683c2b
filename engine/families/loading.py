"""A family from a person's folder: looked at, loaded, tried out on silence.

Called once for each model on the worker's only thread. Nothing is fetched.
"""

from pathlib import Path

import numpy as np
import torch

from engine.errors import ModelError, WarmtoneError
from engine.families.building import built
from engine.families.family import Family, Precision
from engine.families.folder import looked_at
from engine.families.parts import quiet
from engine.precision import fast_dtype

_TRIAL_COLUMNS = 4


def load_family(path: Path, precision: Precision, device: str = "cpu") -> Family:
    """The family in a folder of diffusers' layout; raises `ModelError` for one that can't or must not be loaded."""
    folder = looked_at(path)
    try:
        with quiet():
            family = built(folder, precision, device)
            _try_out(family)
    except WarmtoneError:
        raise
    # Whatever a damaged or hostile file makes of the libraries.
    except Exception as error:
        raise ModelError(f"{path} can't be loaded ({_first_line(error)}): get the whole model anew.") from error
    return family


def best_precision(device: str) -> Precision:
    """The fastest one on a device."""
    return "bfloat16" if fast_dtype(device) is torch.bfloat16 else "float32"


def _try_out(family: Family) -> None:
    """Silence there and back, and one step; also warms all that computes."""
    card = family.card
    frames = _TRIAL_COLUMNS * card.frames_per_column
    latent = family.encode(np.zeros((frames, card.channels), np.float32))[:, :, :_TRIAL_COLUMNS]
    condition = family.condition([""], [""], frames / card.rate_hz)
    clean = family.denoise(condition, card.default_guidance)(latent * card.highest_sigma, card.highest_sigma)
    sounded = sum(len(block) for block in family.decode(clean))
    wanted = card.latent_shape(1, _TRIAL_COLUMNS)
    if not latent.shape == clean.shape == wanted or sounded != frames:
        raise ModelError(
            f"{card.family} made latents {tuple(latent.shape)} and {tuple(clean.shape)} of {frames} frames, and "
            f"{sounded} frames of them; {wanted} and {frames} were expected: its parts don't belong together."
        )
    if not clean.isfinite().all():
        raise ModelError(f"{card.family} made numbers of silence that are not finite: its weights can't be used.")


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
