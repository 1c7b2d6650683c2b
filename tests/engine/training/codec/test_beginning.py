"""A new run begins with linear maps that already code sounds."""

import torch

from engine.models.codec.bands import band_levels
from engine.models.codec.decoder import unfolded
from engine.models.codec.encoder import spectra
from engine.models.codec.framing import LATENT_HOP, PHASES, frames_between
from engine.models.codec.network import Network
from engine.training.codec.beginning import begin
from engine.training.codec.corpus import chances, crops
from tests.engine.training.codec.corpus import tiny_corpus


def test_levels_come_back_from_the_latents_of_a_new_run() -> None:
    corpus, generator = tiny_corpus(), torch.Generator().manual_seed(0)
    torch.manual_seed(0)
    network = Network().requires_grad_(False)
    network.encoder.last.weight[:] = 0
    heard = crops(corpus, chances(corpus), 8, generator)
    levels = band_levels(spectra(heard).abs())

    def missed() -> float:
        """The error of levels decoded from latents, of frames that all lie between two latents."""
        latents = network.encoder(heard).mean
        frames = frames_between(latents, torch.zeros(8, PHASES * (latents.shape[1] - 1), 16))
        found = network.decoder.linear(unfolded(frames))
        # A latent's frames begin half a latent before it.
        wanted = levels[:, PHASES // 2 : PHASES // 2 + found.shape[1]]
        return float((found - wanted).square().mean())

    spread = float((levels - levels.mean((0, 1))).square().mean())
    assert missed() > spread
    begin(network, corpus, chances(corpus), generator)
    assert missed() < 0.03 * spread
    assert heard.shape[1] % LATENT_HOP == 0


def test_latents_of_a_new_run_are_of_one_size() -> None:
    corpus, generator = tiny_corpus(), torch.Generator().manual_seed(0)
    network = Network().requires_grad_(False)
    network.encoder.last.weight[:] = 0
    begin(network, corpus, chances(corpus), generator)
    latents = network.encoder(crops(corpus, chances(corpus), 32, generator)).mean[..., :-1]
    spreads = latents.std((0, 1))
    assert spreads[0] == spreads.max()
    assert 0.8 < spreads[0] < 1.25
    assert latents.mean((0, 1)).abs().max() < 0.5
