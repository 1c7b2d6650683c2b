"""Columns far from the beginning turn in bfloat16 as they do in float32."""

from pathlib import Path
from typing import Any

import torch

from engine.families.family import Precision
from engine.families.loading import load_family


def transformer(folder: Path, precision: Precision) -> Any:
    return load_family(folder, precision).networks[2]


def test_places_are_not_rounded(stable_audio3_folder: Path) -> None:
    exact, coarse = (transformer(stable_audio3_folder, kind) for kind in ("float32", "bfloat16"))
    assert coarse.proj_in.weight.dtype == torch.bfloat16
    angles = [each.rotary_pos_emb(1000, torch.device("cpu")) for each in (exact, coarse)]
    assert torch.equal(*angles)
    assert angles[0][999, 0] == 999
