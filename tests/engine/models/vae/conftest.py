"""The bundled VAE, loaded once for all tests."""

import pytest

from engine.models.vae import SpectrogramVae, load_vae


@pytest.fixture(scope="session")
def vae() -> SpectrogramVae:
    return load_vae()
