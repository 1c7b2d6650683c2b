"""What is refused before a library opens anything, each with a sentence."""

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import ModelError
from engine.families.folder import looked_at
from tests.engine.families.conftest import FAMILIES
from tests.engine.families.tiny import copied, weights_of


def edited(file: Path, **changes: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def pickled(folder: Path) -> None:
    weights = folder / "vae" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(pickle.dumps({"weight": 1}))


def only_a_bin(folder: Path) -> None:
    weights = folder / "text_encoder" / "model.safetensors"
    weights.rename(weights.with_name("pytorch_model.bin"))


def shards_elsewhere(folder: Path) -> None:
    (folder / "vae" / "model.safetensors.index.json").write_text('{"weight_map": {"weight": "../../other.bin"}}')


def linked_out(folder: Path) -> None:
    weights = folder / "transformer" / "diffusion_pytorch_model.safetensors"
    weights.rename(folder.parent / "elsewhere.safetensors")
    weights.symlink_to(folder.parent / "elsewhere.safetensors")


def folder_linked_out(folder: Path) -> None:
    (folder / "vae").rename(folder.parent / "vae")
    (folder / "vae").symlink_to(folder.parent / "vae", target_is_directory=True)


DAMAGE: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: shutil.rmtree(folder), "is no folder"),
    (lambda folder: (folder / "model_index.json").unlink(), r"model_index\.json is missing"),
    (lambda folder: (folder / "model_index.json").write_text("{"), "can't be read as JSON"),
    (lambda folder: (folder / "model_index.json").write_text("[" * 100_000), "can't be read as JSON"),
    (lambda folder: (folder / "model_index.json").write_bytes(b"\xff\xfe"), "can't be read as JSON"),
    (lambda folder: (folder / "model_index.json").write_text("[]"), "no JSON object"),
    (
        lambda folder: edited(folder / "model_index.json", _class_name="FluxPipeline"),
        "StableAudio3Pipeline, .*AudioLDM",
    ),
    (lambda folder: edited(folder / "model_index.json", _class_name=["evil", "Pipeline"]), "isn't known"),
    (lambda folder: edited(folder / "model_index.json", vae=["evil", "Vae"]), "it isn't run"),
    (lambda folder: edited(folder / "model_index.json", vae=["engineering.vae", "Vae"]), "it isn't run"),
    (lambda folder: edited(folder / "model_index.json", more=["os", "system"]), "it isn't run"),
    (lambda folder: edited(folder / "model_index.json", vae=["diffusers"]), "it isn't run"),
    (lambda folder: edited(folder / "model_index.json", vae=[None, None]), "names no vae"),
    (lambda folder: edited(folder / "vae" / "config.json", auto_map={"AutoModel": "code.Evil"}), "auto_map"),
    (lambda folder: edited(folder / "tokenizer" / "tokenizer_config.json", auto_map={}), "auto_map"),
    (lambda folder: (folder / "transformer" / "config.json").unlink(), r"transformer/config\.json is missing"),
    (lambda folder: shutil.rmtree(folder / "tokenizer"), r"tokenizer_config\.json is missing"),
    (lambda folder: next(weights_of(folder / "vae")).unlink(), r"holds no \.safetensors"),
    (pickled, "is a pickle"),
    (only_a_bin, "is a pickle"),
    (shards_elsewhere, "that aren't .safetensors beside it"),
    (linked_out, "link out of the model's folder"),
    (folder_linked_out, "link out of the model's folder"),
]


@pytest.mark.parametrize(("damage", "says"), DAMAGE)
def test_a_folder_that_must_not_be_loaded_is_refused(
    stable_audio3_folder: Path, tmp_path: Path, damage: Callable[[Path], object], says: str
) -> None:
    folder = copied(stable_audio3_folder, tmp_path)
    damage(folder)
    with pytest.raises(ModelError, match=says):
        looked_at(folder)


def test_a_link_within_the_folder_is_fine(stable_audio3_folder: Path, tmp_path: Path) -> None:
    folder = copied(stable_audio3_folder, tmp_path)
    weights = folder / "vae" / "diffusion_pytorch_model.safetensors"
    weights.rename(folder / "kept.safetensors")
    weights.symlink_to("../kept.safetensors")
    assert looked_at(folder).family == "stable-audio-3"


@pytest.mark.parametrize("name", ["StableAudio3InpaintPipeline", "StableAudio3AudioToAudioPipeline"])
def test_every_pipeline_of_a_family_is_that_family(stable_audio3_folder: Path, tmp_path: Path, name: str) -> None:
    folder = copied(stable_audio3_folder, tmp_path)
    edited(folder / "model_index.json", _class_name=name)
    assert looked_at(folder).family == "stable-audio-3"


def test_a_folder_says_its_family_its_classes_and_its_weights(audioldm_folder: Path) -> None:
    folder = looked_at(audioldm_folder)
    assert folder.family == "audioldm"
    assert folder.classes["unet"] == ("diffusers", "UNet2DConditionModel")
    assert set(folder.classes) == {"unet", "vae", "text_encoder", "vocoder", "tokenizer", "scheduler"}
    assert sorted(folder.weight_files()) == sorted(weights_of(audioldm_folder))


@pytest.mark.parametrize("name", FAMILIES)
def test_every_part_of_every_family_is_asked_for(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    saved: Path = request.getfixturevalue(f"{name}_folder")
    folder = looked_at(saved)
    assert set(folder.weight_files()) == set(weights_of(saved))
    assert {part.name for part in saved.iterdir() if part.is_dir()} - set(folder.classes) <= {"feature_extractor"}
    for part in folder.classes:
        own = copied(saved, tmp_path / part)
        edited(own / "model_index.json", **{part: [None, None]})
        with pytest.raises(ModelError, match=f"names no {part}: get the whole model anew"):
            looked_at(own)
