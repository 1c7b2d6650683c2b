"""MusicLDM (Chen et al. 2024): AudioLDM's parts, trained on music, and its CLAP saved whole."""

from dataclasses import dataclass
from typing import ClassVar

from engine.families.audioldm import AudioLDM


@dataclass(frozen=True, slots=True, eq=False)
class MusicLDM(AudioLDM):
    """A `Family` of the parts that a MusicLDMPipeline is saved as."""

    NAME: ClassVar[str] = "musicldm"
    STEPS: ClassVar[int] = 200
    GUIDANCE: ClassVar[float] = 2.0
