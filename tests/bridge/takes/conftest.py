from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from bridge.takes import Recipe, Session, open_session
from bridge.takes.decoder import Decoder
from engine import Audio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "friday jam"


@pytest.fixture(scope="session")
def decoder() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.close()


@pytest.fixture
def session(folder: Path, decoder: Decoder) -> Iterator[Session]:
    session = open_session(folder, decoder=decoder)
    yield session
    session.close()


@pytest.fixture
def noise() -> Callable[..., Audio]:
    def make(frames: int = 480, channels: int = 2, rate_hz: int = 48000, seed: int = 1) -> Audio:
        samples = np.random.default_rng(seed).uniform(-1, 1, (frames, channels))
        return Audio(samples.astype(np.float32), rate_hz)

    return make


@pytest.fixture
def recipe() -> Recipe:
    return Recipe(
        address="/generate",
        arguments={"prompt": 'a "deep" kick & \ud800 \0 ]]> 🥁', "seconds": 1.5, "seed": 7, "play": True, "take": None},
        model="vae",
        weights="5f1c",
        seed=7,
        precision="float32",
        threads=2,
        device="cpu",
        versions={"warmtone": "0.1.0", "torch": "2.13.0", "numpy": "2.3"},
        parent=None,
        batch_place=2,
        batch_takes=3,
    )
