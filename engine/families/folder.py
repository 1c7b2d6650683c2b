"""A person's folder in diffusers' layout, looked at before anything in it is opened by a library.

`model_index.json` names the pipeline, and for each of its parts a folder, a library and a class. Nothing is read from
outside of the folder, no code is taken from it, and weights are safetensors.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ModelError
from engine.no_pickle import refuse_pickle

NETWORKS: Mapping[str, tuple[str, ...]] = {
    "stable-audio-3": ("transformer", "vae", "text_encoder", "duration_embedder"),
    "audioldm": ("unet", "vae", "text_encoder", "vocoder"),
    "stable-audio-open": ("transformer", "vae", "text_encoder", "projection_model"),
    "musicldm": ("unet", "vae", "text_encoder", "vocoder"),
    "audioldm-2": (
        *("unet", "vae", "text_encoder", "vocoder"),
        *("text_encoder_2", "projection_model", "language_model"),
    ),
}
"""The parts of each family that have weights."""

_FAMILIES = {
    "StableAudio3Pipeline": "stable-audio-3",
    "StableAudio3AudioToAudioPipeline": "stable-audio-3",
    "StableAudio3InpaintPipeline": "stable-audio-3",
    "StableAudioPipeline": "stable-audio-open",
    "AudioLDMPipeline": "audioldm",
    "AudioLDM2Pipeline": "audioldm-2",
    "MusicLDMPipeline": "musicldm",
}
# diffusers writes the short name of one of its own folders for a class that lies beside a pipeline.
_MODULES = {
    "diffusers": "diffusers",
    "transformers": "transformers",
    "stable_audio_3": "diffusers.pipelines.stable_audio_3",
    "stable_audio": "diffusers.pipelines.stable_audio",
    "audioldm2": "diffusers.pipelines.audioldm2",
}
_CONFIGS = {
    "tokenizer": "tokenizer_config.json",
    "tokenizer_2": "tokenizer_config.json",
    "scheduler": "scheduler_config.json",
}
_ELSEWHERE = {"vae": "codec"}
"""Where a part lies that has no folder of its name: Ember's autoencoder is also used by itself."""
_WITH_A_SECOND_TOKENIZER = {"audioldm-2"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that may be loaded: its family, and the module and class of each part by the part's name."""

    path: Path
    family: str
    classes: Mapping[str, tuple[str, str]]

    def place(self, part: str) -> Path:
        """The folder of a part."""
        return _place(self.path, part)

    def config(self, part: str) -> Mapping[str, Any]:
        """What the folder says of a part; raises `ModelError` where it can't be read."""
        return json_of(_config_file(self.path, part))

    def weight_files(self) -> tuple[Path, ...]:
        """Every safetensors file of the family's networks, in the same order anywhere."""
        return tuple(file for part in NETWORKS[self.family] for file in sorted(self.place(part).glob("*.safetensors")))


def looked_at(path: Path) -> Folder:
    """Raise `ModelError` with a sentence for a folder that can't or must not be loaded."""
    _refuse_links(path)
    index = json_of(path / "model_index.json")
    name = index.get("_class_name")
    if not isinstance(name, str) or name not in _FAMILIES:
        raise ModelError(f"{path} holds a {name}, which isn't known; there are {', '.join(_FAMILIES)}.")
    family = _FAMILIES[name]
    return _checked(path, index, family, NETWORKS[family], _parts_of(family))


def words_in(path: Path) -> Folder:
    """A folder that need not have more than a text encoder and its tokenizer; raises `ModelError` as `looked_at`."""
    _refuse_links(path)
    index = json_of(path / "model_index.json")
    return _checked(path, index, "stable-audio-3", ("text_encoder",), ("text_encoder", "tokenizer"))


def _checked(
    path: Path, index: dict[str, Any], family: str, networks: tuple[str, ...], parts: tuple[str, ...]
) -> Folder:
    """The folder with these parts, of which those that are networks have weights."""
    # A part that was left out is saved as two nulls.
    entries = {part: entry for part, entry in index.items() if isinstance(entry, list) and any(entry)}
    classes = {part: _module_and_class(path, part, entry) for part, entry in entries.items()}
    for part in parts:
        if part not in classes:
            raise ModelError(f"model_index.json of {path} names no {part}: get the whole model anew.")
        _check_config(_config_file(path, part))
    for part in networks:
        _check_weights(_place(path, part))
    return Folder(path, family, {part: classes[part] for part in parts})


def _parts_of(family: str) -> tuple[str, ...]:
    tokenizers = ("tokenizer", "tokenizer_2") if family in _WITH_A_SECOND_TOKENIZER else ("tokenizer",)
    return (*NETWORKS[family], *tokenizers, "scheduler")


def _config_file(path: Path, part: str) -> Path:
    return _place(path, part) / _CONFIGS.get(part, "config.json")


def _place(path: Path, part: str) -> Path:
    by_name = path / part
    return by_name if by_name.exists() else path / _ELSEWHERE.get(part, part)


def _refuse_links(path: Path) -> None:
    if not path.is_dir():
        raise ModelError(f"{path} is no folder: name the folder that holds the model's model_index.json.")
    inside = path.resolve()
    for file in path.rglob("*"):
        if file.is_symlink() and not file.resolve().is_relative_to(inside):
            raise ModelError(f"{file} is a link out of the model's folder: copy what it points to into the folder.")


def json_of(file: Path) -> dict[str, Any]:
    """The object in a file; raises `ModelError` where there is none."""
    if not file.is_file():
        raise ModelError(f"{file} is missing: name a folder that a pipeline of diffusers was saved to, with all in it.")
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{file} can't be read as JSON ({error}): get the model anew.") from error
    if not isinstance(content, dict):
        raise ModelError(f"{file} holds no JSON object: get the model anew.")
    return content


def _module_and_class(path: Path, part: str, entry: list[Any]) -> tuple[str, str]:
    match entry:
        case [str(library), str(name)] if library in _MODULES or library.startswith("engine."):
            return _MODULES.get(library, library), name
    raise ModelError(
        f"model_index.json of {path} takes its {part} from {entry}, code that isn't diffusers', transformers' or ours: "
        "it isn't run."
    )


def _check_config(file: Path) -> None:
    if "auto_map" in json_of(file):
        raise ModelError(f"{file} asks for code of its own (auto_map), which isn't run: use a model without it.")


def _check_weights(folder: Path) -> None:
    weights = sorted(folder.glob("*.safetensors"))
    for file in weights or sorted(folder.iterdir()):
        refuse_pickle(file)
    if not weights:
        raise ModelError(f"{folder} holds no .safetensors: get the whole model, with its weights as safetensors.")
    for index in folder.glob("*.index.json"):
        named = json_of(index).get("weight_map")
        files = set(named.values()) if isinstance(named, dict) else {None}
        if not files <= {file.name for file in weights}:
            raise ModelError(f"{index} names weights that aren't .safetensors beside it: get the whole model anew.")
