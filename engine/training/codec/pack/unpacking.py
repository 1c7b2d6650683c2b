"""A pack as a corpus, decoded with torch and numpy alone."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.training.codec.corpus import ClipFacts, Corpus, joined
from engine.training.codec.pack.bands import FULL_SCALE
from engine.training.codec.pack.file import Row, read_file
from engine.training.codec.pack.group import decoded_group
from engine.training.codec.pack.mdct import inverse_mdct


def read_pack(path: Path) -> Corpus:
    """All clips of a pack; raises `MissingError` and `ModelError` as reading its file does."""
    pack = read_file(path)
    random = np.random.default_rng(0)
    clips: dict[int, Tensor] = {}
    for group, members in zip(pack.groups, pack.members, strict=True):
        for member, coefficients in zip(members, decoded_group(group, random), strict=True):
            sound = inverse_mdct(torch.from_numpy(coefficients), int(pack.lengths[member]))
            clips[int(member)] = sound / FULL_SCALE
    return joined([clips[number] for number in range(len(pack.rows))], [facts_of(row) for row in pack.rows])


def facts_of(row: Row) -> ClipFacts:
    """What training wants to know of a clip. An empty bandwidth counts as the full one."""
    bandwidth_hz = float(row.get("bandwidth_hz") or 22_050)
    return ClipFacts(row["category"], row["label"], row["split"] == "valid", bandwidth_hz)
