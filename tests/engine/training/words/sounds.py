"""A tiny set whose spectrograms say by their values which sound and which time they are of."""

import torch

from engine.models.ear.hearing import BANDS
from engine.training.words.sounds import SoundFacts, Sounds, gathered


def facts(category: str, label: str, valid: bool = False, pitch: int | None = None) -> SoundFacts:
    return SoundFacts(f"a {label}", label, (), category, pitch, valid)


def counting(times: int, number: int) -> torch.Tensor:
    """A spectrogram (times, BANDS) that rises by 0.001 each time, from a tenth for each number on."""
    return (0.1 * number + 0.001 * torch.arange(1, times + 1))[:, None].expand(times, BANDS)


def tiny_sounds() -> Sounds:
    """A short drum, a note that is exactly as long as a crop, six seconds of rain, and a drum to validate with."""
    return gathered(
        [counting(30, 1), counting(200, 3), counting(300, 5), counting(17, 9)],
        [facts("drums", "kick"), facts("synth", "note", pitch=60), facts("ambience", "rain"),
         facts("drums", "kick", valid=True)],
    )  # fmt: skip
