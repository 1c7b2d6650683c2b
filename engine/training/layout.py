"""Diffusers' layout of a model's folder, as training writes it: networks in half precision or 8 bits, and an index."""

import copy
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import diffusers
import torch
from safetensors.torch import save_file

from engine.errors import ModelError
from engine.families.defaults import OWN_FILE, Defaults
from engine.families.eight_bits import EIGHT_BITS, packed
from engine.families.folder import json_of
from engine.families.parts import quiet

_LIBRARIES = ("diffusers", "transformers")


def save_halved(network: Any, folder: Path) -> None:
    """Write a network in float16; raises `ModelError` for weights that half precision can't hold."""
    with quiet():
        _halved(network).save_pretrained(folder)
    (folder / EIGHT_BITS).unlink(missing_ok=True)


def save_in_eight_bits(network: Any, folder: Path) -> None:
    """Write a network of diffusers' with its large matrices in 8 bits; raises `ModelError` as `save_halved`."""
    _halved(network)
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.safetensors"):
        file.unlink()
    with quiet():
        network.save_config(folder)
    weights = {name: weight.detach().cpu() for name, weight in network.state_dict().items()}
    save_file(packed(weights), folder / EIGHT_BITS, {"format": "pt"})


def _halved(network: Any) -> Any:
    with quiet():
        halved = copy.deepcopy(network).to("cpu", torch.float16)
    if not all(values.isfinite().all() for values in halved.state_dict().values()):
        raise ModelError(f"Weights of {type(network).__name__} are beyond half precision: train it anew.")
    return halved


def write_index(folder: Path, parts: Mapping[str, tuple[str, str]]) -> None:
    """Write model_index.json: the library or module, and the class, of each part; others that it names stay.

    Raises `ModelError` where there is one that can't be read.
    """
    index = folder / "model_index.json"
    others = json_of(index) if index.exists() else {}
    content = {**others, "_class_name": "StableAudio3Pipeline", "_diffusers_version": diffusers.__version__, **parts}
    index.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_defaults(folder: Path, defaults: Defaults) -> None:
    """Write warmtone.json: how the model is best sampled."""
    (folder / OWN_FILE).write_text(json.dumps(asdict(defaults)) + "\n", encoding="utf-8")


def named(part: Any) -> tuple[str, str]:
    """The library of a class of theirs, the module of one of ours."""
    module = type(part).__module__
    library = module.partition(".")[0]
    return (library if library in _LIBRARIES else module), type(part).__name__
