"""A tiny model and a tiny folder of clips, made once."""

from pathlib import Path

import pytest

from engine.families.loading import load_family
from engine.families.stable_audio3 import StableAudio3
from tests.engine.evaluation.ember.folder import write_ember
from tests.engine.training.words.folder import write_folder


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_ember(tmp_path_factory.mktemp("ember"))


@pytest.fixture(scope="session")
def family(model: Path) -> StableAudio3:
    found = load_family(model, "float32")
    assert isinstance(found, StableAudio3)
    return found


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips to train on and one to validate with, of each of four kinds."""
    return write_folder(tmp_path_factory.mktemp("data"))
