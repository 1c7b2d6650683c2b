"""Diffusers' layout of a model's folder, as training writes it: networks in half precision, and an index of parts."""

import copy
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import diffusers
import torch

from engine.errors import ModelError
from engine.families.defaults import OWN_FILE, Defaults
from engine.families.parts import quiet

_LIBRARIES = ("diffusers", "transformers")


def save_halved(network: Any, folder: Path) -> None:
    """Write a network in float16; raises `ModelError` for weights that half precision can't hold."""
    with quiet():
        halved = copy.deepcopy(network).to("cpu", torch.float16)
    if not all(values.isfinite().all() for values in halved.state_dict().values()):
        raise ModelError(f"Weights of {type(network).__name__} are beyond half precision: train it anew.")
    with quiet():
        halved.save_pretrained(folder)


def write_index(folder: Path, parts: Mapping[str, tuple[str, str]]) -> None:
    """Write model_index.json: the library or module, and the class, of each part."""
    content = {"_class_name": "StableAudio3Pipeline", "_diffusers_version": diffusers.__version__, **parts}
    (folder / "model_index.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_defaults(folder: Path, defaults: Defaults) -> None:
    """Write warmtone.json: how the model is best sampled."""
    (folder / OWN_FILE).write_text(json.dumps(asdict(defaults)) + "\n", encoding="utf-8")


def named(part: Any) -> tuple[str, str]:
    """The library of a class of theirs, the module of one of ours."""
    module = type(part).__module__
    library = module.partition(".")[0]
    return (library if library in _LIBRARIES else module), type(part).__name__
