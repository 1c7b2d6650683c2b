"""One tiny model of each family: its folder, the family that is loaded from it, and diffusers' own pipeline."""

from pathlib import Path
from typing import Any

import pytest
from diffusers import AudioLDM2Pipeline, AudioLDMPipeline, MusicLDMPipeline, StableAudio3Pipeline, StableAudioPipeline

from engine.families.audioldm import AudioLDM
from engine.families.audioldm2 import AudioLDM2
from engine.families.family import Family
from engine.families.loading import load_family
from engine.families.musicldm import MusicLDM
from engine.families.parts import quiet
from engine.families.stable_audio3 import StableAudio3
from engine.families.stable_audio_open import StableAudioOpen
from tests.engine.families.tiny import tiny_audioldm, tiny_stable_audio3
from tests.engine.families.tiny_audioldm2 import WRITTEN, tiny_audioldm2
from tests.engine.families.tiny_ember import write_tiny_ember
from tests.engine.families.tiny_musicldm import tiny_musicldm
from tests.engine.families.tiny_stable_audio_open import tiny_stable_audio_open

FAMILIES = ("stable_audio3", "stable_audio_open", "audioldm", "audioldm2", "musicldm")
"""Each is a fixture, its folder is one that ends in `_folder`, and diffusers' own pipeline one in `_pipeline`."""


@pytest.fixture(scope="session")
def stable_audio3_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("stable-audio-3"), tiny_stable_audio3)


@pytest.fixture(scope="session")
def audioldm_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("audioldm"), tiny_audioldm)


@pytest.fixture(scope="session")
def audioldm2_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("audioldm2"), tiny_audioldm2)


@pytest.fixture(scope="session")
def musicldm_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("musicldm"), tiny_musicldm)


@pytest.fixture(scope="session")
def stable_audio_open_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("stable-audio-open"), tiny_stable_audio_open)


@pytest.fixture(scope="session")
def ember_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own model, which the family of Stable Audio 3 loads."""
    return write_tiny_ember(tmp_path_factory.mktemp("ember"))


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
def ember(ember_folder: Path) -> StableAudio3:
    family = load_family(ember_folder, "float32")
    assert isinstance(family, StableAudio3)
    return family


@pytest.fixture(scope="session")
def audioldm(audioldm_folder: Path) -> AudioLDM:
    family = load_family(audioldm_folder, "float32")
    assert isinstance(family, AudioLDM)
    return family


@pytest.fixture(scope="session")
def audioldm2(audioldm2_folder: Path) -> AudioLDM2:
    family = load_family(audioldm2_folder, "float32")
    assert isinstance(family, AudioLDM2)
    return family


@pytest.fixture(scope="session")
def musicldm(musicldm_folder: Path) -> MusicLDM:
    family = load_family(musicldm_folder, "float32")
    assert isinstance(family, MusicLDM)
    return family


@pytest.fixture(scope="session")
def stable_audio_open(stable_audio_open_folder: Path) -> StableAudioOpen:
    family = load_family(stable_audio_open_folder, "float32")
    assert isinstance(family, StableAudioOpen)
    return family


@pytest.fixture(params=FAMILIES)
def family(request: pytest.FixtureRequest) -> Family:
    """Each of them, for what is true of all families."""
    loaded: Family = request.getfixturevalue(request.param)
    return loaded


@pytest.fixture(scope="session")
def stable_audio3_pipeline(stable_audio3_folder: Path) -> Any:
    return opened(StableAudio3Pipeline, stable_audio3_folder)


@pytest.fixture(scope="session")
def audioldm_pipeline(audioldm_folder: Path) -> Any:
    return opened(AudioLDMPipeline, audioldm_folder)


@pytest.fixture(scope="session")
def audioldm2_pipeline(audioldm2_folder: Path) -> Any:
    """With the number that transformers 5 drops from the language model's configuration."""
    pipeline = opened(AudioLDM2Pipeline, audioldm2_folder)
    pipeline.language_model.config.max_new_tokens = WRITTEN
    return pipeline


@pytest.fixture(scope="session")
def musicldm_pipeline(musicldm_folder: Path) -> Any:
    """With a CLAP that answers as transformers' did before 5: by the direction alone."""
    pipeline = opened(MusicLDMPipeline, musicldm_folder)
    features = pipeline.text_encoder.get_text_features
    pipeline.text_encoder.get_text_features = lambda *ids, **mask: features(*ids, **mask).pooler_output
    return pipeline


@pytest.fixture(scope="session")
def stable_audio_open_pipeline(stable_audio_open_folder: Path) -> Any:
    return opened(StableAudioPipeline, stable_audio_open_folder)


def opened(pipeline: Any, folder: Path) -> Any:
    with quiet():
        loaded = pipeline.from_pretrained(folder, local_files_only=True, use_safetensors=True)
    loaded.set_progress_bar_config(disable=True)
    return loaded
