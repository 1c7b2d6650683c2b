"""One tiny model of each family: its folder, the family that is loaded from it, and diffusers' own pipeline."""

from pathlib import Path
from typing import Any

import pytest
from diffusers import AudioLDMPipeline, StableAudio3Pipeline

from engine.families.audioldm import AudioLDM
from engine.families.family import Family
from engine.families.loading import load_family
from engine.families.parts import quiet
from engine.families.stable_audio3 import StableAudio3
from tests.engine.families.tiny import tiny_audioldm, tiny_stable_audio3


@pytest.fixture(scope="session")
def stable_audio3_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("stable-audio-3"), tiny_stable_audio3)


@pytest.fixture(scope="session")
def audioldm_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("audioldm"), tiny_audioldm)


def saved(folder: Path, build: Any) -> Path:
    with quiet():
        build().save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def stable_audio3(stable_audio3_folder: Path) -> StableAudio3:
    family = load_family(stable_audio3_folder, "float32")
    assert isinstance(family, StableAudio3)
    return family


@pytest.fixture(scope="session")
def audioldm(audioldm_folder: Path) -> AudioLDM:
    family = load_family(audioldm_folder, "float32")
    assert isinstance(family, AudioLDM)
    return family


@pytest.fixture(params=["stable_audio3", "audioldm"])
def family(request: pytest.FixtureRequest) -> Family:
    """Each of the two, for what is true of all families."""
    loaded: Family = request.getfixturevalue(request.param)
    return loaded


@pytest.fixture(scope="session")
def stable_audio3_pipeline(stable_audio3_folder: Path) -> Any:
    return opened(StableAudio3Pipeline, stable_audio3_folder)


@pytest.fixture(scope="session")
def audioldm_pipeline(audioldm_folder: Path) -> Any:
    return opened(AudioLDMPipeline, audioldm_folder)


def opened(pipeline: Any, folder: Path) -> Any:
    with quiet():
        loaded = pipeline.from_pretrained(folder, local_files_only=True, use_safetensors=True)
    loaded.set_progress_bar_config(disable=True)
    return loaded
