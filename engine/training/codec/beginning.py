"""Where a new run begins: linear maps between spectra and latents that are as good as linear maps can be.

They are the principal components (Pearson, 1901) of eight frames' levels in bands, over random crops. What the blocks
of the network learn is added to them.
"""

import torch
from torch import Tensor

from engine.models.codec.bands import BANDS, band_levels
from engine.models.codec.encoder import spectra
from engine.models.codec.framing import LEARNED, PHASES
from engine.models.codec.network import Network
from engine.training.codec.corpus import Corpus, crops

_CROPS, _AT_ONCE = 512, 32
_EVENNESS = 0.75
"""From 0, where latents have the spread of their components, to 1, where all have one: even ones bear noise best,
uneven ones tell a generator which matter."""


@torch.no_grad()
def begin(network: Network, corpus: Corpus, odds: Tensor, generator: torch.Generator) -> None:
    """Lay the principal components of a corpus into a network."""
    parts = [_blocks(crops(corpus, odds, _AT_ONCE, generator)) for _ in range(_CROPS // _AT_ONCE)]
    blocks = torch.cat(parts).double()
    mean = blocks.mean(0)
    variances, components = torch.linalg.eigh((blocks - mean).T @ (blocks - mean) / len(blocks))
    components = components[:, -LEARNED:].flip(1)
    spreads = variances[-LEARNED:].flip(0).clamp_min(1e-6).sqrt()
    units = spreads**_EVENNESS * spreads[0] ** (1 - _EVENNESS)
    encoder, decoder = network.encoder.linear, network.decoder.linear
    encoder.weight.copy_((components / units).T)
    encoder.bias.copy_(-(mean @ components) / units)
    decoder.weight.copy_(_by_phase(components * units))
    decoder.bias.copy_(mean.view(PHASES, BANDS).mean(0))


def _blocks(samples: Tensor) -> Tensor:
    """The levels of each latent's frames (latents, PHASES * BANDS)."""
    return band_levels(spectra(samples).abs()).reshape(-1, PHASES * BANDS)


def _by_phase(directions: Tensor) -> Tensor:
    """Directions (PHASES * BANDS, LEARNED) as the decoder's matrix (BANDS, PHASES * LEARNED).

    A latent's frames begin half a latent before it: a frame of phase 0 is its fifth.
    """
    of_frames = directions.view(PHASES, BANDS, LEARNED).roll(-(PHASES // 2), 0)
    return of_frames.permute(1, 0, 2).reshape(BANDS, PHASES * LEARNED)
