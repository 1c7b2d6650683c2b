"""What is set beside the words and sampling can't reach is done to the sound that was made: its attack."""

from collections.abc import Iterable, Iterator

import numpy as np

from engine.audio import Samples
from engine.editing.attack import with_attack
from engine.families.family import FamilyCard
from engine.models.words.controls import Controls


def shaped(blocks: Iterable[Samples], card: FamilyCard, controls: Controls) -> Iterator[Samples]:
    """Blocks of a new sound as they come; all in one where an attack is set, since it is meant beside the peak."""
    seconds = _attack_seconds(card, controls)
    if seconds is None:
        yield from blocks
    else:
        yield with_attack(np.concatenate(list(blocks)), card.rate_hz, seconds)


def _attack_seconds(card: FamilyCard, controls: Controls) -> float | None:
    if controls.attack is None or card.scale is None:
        return None
    octaves = card.scale.from_share([0.0 if each is None else each for each in controls.shares()]).attack
    return float(2.0**octaves)
