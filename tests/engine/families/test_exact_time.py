"""The time that a network in bfloat16 hears is that of the one in float32."""

import math
from pathlib import Path

import torch

from engine.families.family import Precision
from engine.families.loading import load_family
from engine.families.stable_audio_open import StableAudioOpen

TIMES = torch.tensor([2 / math.pi * math.atan(sigma) for sigma in (500.0, 200.0, 1.0, 0.3)])


def loaded(folder: Path, precision: Precision) -> StableAudioOpen:
    family = load_family(folder, precision)
    assert isinstance(family, StableAudioOpen)
    return family


@torch.inference_mode()
def test_a_time_near_one_is_heard_as_exactly_as_in_float32(stable_audio_open_folder: Path) -> None:
    exact, coarse = (loaded(stable_audio_open_folder, kind).transformer for kind in ("float32", "bfloat16"))
    assert coarse.proj_in.weight.dtype == torch.bfloat16
    assert torch.equal(coarse.time_proj(TIMES), exact.time_proj(TIMES))
    told = exact.timestep_proj(exact.time_proj(TIMES))
    assert torch.equal(coarse.timestep_proj(coarse.time_proj(TIMES)), told.to(torch.bfloat16))


def test_no_time_is_rounded_on_its_way(stable_audio_open_folder: Path) -> None:
    family, heard = loaded(stable_audio_open_folder, "bfloat16"), []
    hook = family.transformer.time_proj.register_forward_pre_hook(lambda _network, told: heard.append(told[0]))
    family.denoise(family.condition(["a pad"], [""], 0.5), 1)(torch.zeros(1, 8, 10), 200.0)
    hook.remove()
    assert heard[0].dtype == torch.float32
    assert float(heard[0][0]) == float(torch.tensor(family.velocity.time_of(200.0)))
