"""Weights in 8 bits: how near they are, how they are loaded, and files that must not be."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import StableAudio3DiTModel
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine import ModelError
from engine.families.eight_bits import EIGHT_BITS, packed
from engine.families.folder import Folder, looked_at
from engine.families.loading import load_family
from engine.families.parts import network_of, quiet
from engine.training.layout import save_halved, save_in_eight_bits
from tests.engine.families.tiny import copied, drawn

LARGE = "transformer_blocks.0.ff.proj_in.weight"


@pytest.fixture(scope="module")
def transformer() -> Any:
    """One with matrices that are large enough."""
    torch.manual_seed(1)
    return drawn(
        StableAudio3DiTModel(
            io_channels=8,
            embed_dim=128,
            depth=2,
            num_heads=2,
            cond_token_dim=32,
            global_cond_dim=32,
            local_add_cond_dim=9,
            timestep_features_dim=256,
            num_memory_tokens=4,
        )
    )


@pytest.fixture
def folder(stable_audio3_folder: Path, tmp_path: Path, transformer: Any) -> Path:
    own = copied(stable_audio3_folder, tmp_path)
    save_in_eight_bits(transformer, own / "transformer")
    return own


def loaded(folder: Path, dtype: torch.dtype = torch.float32) -> Any:
    with quiet():
        return network_of(looked_at(folder), "transformer", dtype)


def test_a_row_is_off_by_half_of_its_step_at_most(folder: Path, transformer: Any) -> None:
    weights, tensors = transformer.state_dict(), load_file(folder / "transformer" / EIGHT_BITS)
    large = [name for name, values in tensors.items() if values.dtype == torch.int8]
    assert LARGE in large
    for name, weight in loaded(folder).state_dict().items():
        if name in large:
            off = (weight - weights[name]).flatten(1).abs().amax(1)
            steps = weights[name].flatten(1).abs().amax(1) / 127
            assert bool((off <= 0.5001 * steps).all())
        else:
            torch.testing.assert_close(weight, weights[name].half().float(), atol=0, rtol=0)


def test_what_is_small_or_tells_the_time_stays_in_half_precision(transformer: Any) -> None:
    tensors = packed(transformer.state_dict())
    whole = {name: values for name, values in tensors.items() if values.dtype == torch.float16}
    time = "to_timestep_embed.0.weight"
    assert whole[time].numel() > 1 << 14
    assert all(values.ndim < 2 or values.numel() <= 1 << 14 for name, values in whole.items() if name != time)
    assert {values.dtype for values in tensors.values()} == {torch.int8, torch.float16, torch.float32}


@given(scale=st.floats(1e-30, 1e4), seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_rows_of_any_size_keep_their_shape(scale: float, seed: int) -> None:
    weight = scale * torch.randn(257, 1, 64, generator=torch.Generator().manual_seed(seed))
    weight[3] = 0
    tensors = packed({"weight": weight})
    back = tensors["weight"].float() * tensors["weight:steps"][:, None, None]
    assert tensors["weight"].shape == weight.shape
    assert bool(((back - weight).abs() <= 0.5001 * tensors["weight:steps"][:, None, None]).all())
    assert not back[3].any()


def test_either_format_gives_nearly_the_same(folder: Path, transformer: Any) -> None:
    def clean(precision: Any) -> Tensor:
        family = load_family(folder, precision)
        noise = torch.randn(1, 8, 50, generator=torch.Generator().manual_seed(3))
        return family.denoise(family.condition(["a pad"], [""], 0.4), 1.0)(noise * 2, 2.0)

    eight, coarse = clean("float32"), clean("bfloat16")
    save_halved(transformer, folder / "transformer")
    assert not (folder / "transformer" / EIGHT_BITS).exists()
    half = clean("float32")
    assert 0 < (eight - half).std() < 0.03 * half.std()
    assert 0 < (coarse - half).std() < 0.1 * half.std()
    save_in_eight_bits(transformer, folder / "transformer")
    assert torch.equal(clean("float32"), eight)


def test_a_part_comes_in_the_precision_that_was_asked_for_and_does_not_learn(folder: Path) -> None:
    network = loaded(folder, torch.bfloat16)
    assert {weight.dtype for weight in network.parameters()} == {torch.bfloat16}
    assert not network.training
    assert not any(weight.requires_grad for weight in network.parameters())


Tensors = dict[str, Tensor]


def without(name: str) -> Callable[[Tensors], Tensors]:
    return lambda tensors: {each: values for each, values in tensors.items() if each != name}


def with_other(name: str, other: Callable[[Tensor], Tensor]) -> Callable[[Tensors], Tensors]:
    return lambda tensors: tensors | {name: other(tensors[name]).contiguous()}


@pytest.mark.parametrize(
    ("damaged", "says"),
    [
        (without(LARGE), "lacks 2 of the network's weights"),
        (without(f"{LARGE}:steps"), "lacks 2 of the network's weights"),
        (without("proj_in.weight"), r"lacks 1 .*proj_in\.weight"),
        (lambda tensors: tensors | {"another": torch.zeros(1)}, "another"),
        (lambda tensors: tensors | {"proj_in.weight:steps": torch.ones(128)}, "steps"),
        (with_other(LARGE, lambda weight: weight[:-1]), "in another shape"),
        (with_other(LARGE, lambda weight: weight.T), "in another shape"),
        (with_other(LARGE, lambda weight: weight.int()), "in another shape"),
        (with_other(f"{LARGE}:steps", lambda steps: steps[:-1]), "in another shape"),
        (with_other(f"{LARGE}:steps", lambda steps: steps[:, None]), "in another shape"),
        (with_other(f"{LARGE}:steps", lambda steps: steps.half()), "in another shape"),
        (with_other(f"{LARGE}:steps", lambda steps: steps * torch.inf), "not finite"),
        (with_other(f"{LARGE}:steps", lambda steps: steps * torch.nan), "not finite"),
        (with_other("proj_in.weight", lambda weight: weight * torch.nan), "not finite"),
        (with_other("proj_in.weight", lambda weight: weight.double()), "in another shape"),
    ],
)
def test_a_file_that_is_not_the_networks_is_refused(
    folder: Path, damaged: Callable[[Tensors], Tensors], says: str
) -> None:
    file = folder / "transformer" / EIGHT_BITS
    save_file(damaged(load_file(file)), file)
    with pytest.raises(ModelError, match=says) as refusal:
        loaded(folder)
    assert "\n" not in str(refusal.value)


@given(begin=st.binary(max_size=40), end=st.integers(0, 200))
@settings(max_examples=30, deadline=None)
def test_bytes_that_are_no_file_are_refused(begin: bytes, end: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    own = tmp_path_factory.mktemp("part")
    (own / "transformer").mkdir()
    (own / "transformer" / EIGHT_BITS).write_bytes(begin + bytes(end))
    (own / "transformer" / "config.json").write_text(json.dumps({"_class_name": "StableAudio3DiTModel", "depth": 1}))
    whole = Folder(own, "stable-audio-3", {"transformer": ("diffusers", "StableAudio3DiTModel")})
    with pytest.raises(ModelError, match="eight_bits") as refusal:
        network_of(whole, "transformer", torch.float32)
    assert "\n" not in str(refusal.value)


def test_a_file_cut_short_is_refused(folder: Path) -> None:
    file = folder / "transformer" / EIGHT_BITS
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ModelError, match="can't be read as safetensors"):
        loaded(folder)


def test_a_configuration_of_a_huge_network_takes_no_memory(folder: Path) -> None:
    config = folder / "transformer" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"embed_dim": 1 << 22, "num_heads": 1 << 16}))
    with pytest.raises(ModelError, match="in another shape"):
        loaded(folder)


def test_weights_that_are_there_twice_are_refused(folder: Path, stable_audio3_folder: Path) -> None:
    file = "transformer/diffusion_pytorch_model.safetensors"
    (folder / file).write_bytes((stable_audio3_folder / file).read_bytes())
    with pytest.raises(ModelError, match="twice"):
        loaded(folder)


def test_a_class_of_another_library_is_not_read_from_them(folder: Path) -> None:
    (folder / "text_encoder" / EIGHT_BITS).write_bytes(b"")
    with quiet(), pytest.raises(ModelError, match="isn't read from them"):
        network_of(looked_at(folder), "text_encoder", torch.float32)


def test_weights_beyond_half_precision_are_not_written(tmp_path: Path, transformer: Any) -> None:
    before = transformer.proj_in.weight[0, 0].item()
    with torch.no_grad():
        transformer.proj_in.weight[0, 0] = 1e6
    try:
        with pytest.raises(ModelError, match="beyond half precision"):
            save_in_eight_bits(transformer, tmp_path / "transformer")
    finally:
        with torch.no_grad():
            transformer.proj_in.weight[0, 0] = before
