"""Sounds as points beside words: an ear from its folder, and where it places sounds."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.audio import Audio, at_rate, with_channels
from engine.errors import ModelError, WarmtoneError
from engine.families.parts import quiet, whole_network
from engine.mel_bands import RATE_HZ
from engine.models.ear.hearing import LONGEST_SECONDS, heard
from engine.models.ear.network import Ear


def load_ear(folder: Path) -> Ear:
    """The ear in a folder of diffusers' layout, in float32, tried out on silence.

    Raises `ModelError` where the folder lacks one, or holds a damaged one, one of another shape, or a pickle.
    """
    try:
        with quiet():
            ear: Ear = whole_network(Ear, folder, torch.float32)
            tried = placed(ear, [Audio(np.zeros((RATE_HZ, 1), np.float32), RATE_HZ)])
    except WarmtoneError:
        raise
    # Whatever a damaged or hostile file makes of the library.
    except Exception as error:
        raise ModelError(f"{folder} can't be loaded as an ear ({type(error).__name__}): get it anew.") from error
    if not tried.isfinite().all():
        raise ModelError(f"The ear in {folder} makes numbers of silence that are not finite: get it anew.")
    return ear


@torch.inference_mode()
def placed(ear: Ear, sounds: Sequence[Audio]) -> Tensor:
    """Points of unit length (sounds, embedding), float32, of sounds at any rate, whose channels are averaged.

    Each is heard by itself: where it lies depends on nothing beside it. Raises `RangeError` for samples that aren't
    finite.
    """
    points = [ear(heard(mono(sound).samples[:, 0])[None]) for sound in sounds]
    return torch.cat(points) if points else torch.empty(0, ear.last.out_features)


def mono(sound: Audio) -> Audio:
    """What is heard of a sound, at 44.1 kHz in one channel; of a longer one the beginning.

    It is cut before its rate is converted: that takes longer than all else.
    """
    beginning = Audio(sound.samples[: int(LONGEST_SECONDS * sound.rate_hz)], sound.rate_hz)
    return at_rate(with_channels(beginning, 1), RATE_HZ)
