"""How well weights do on clips that they never learned from: encoded, decoded without disturbance, compared."""

import torch
from torch import Tensor

from engine.models.codec.framing import frames_of_all
from engine.models.codec.network import Network
from engine.precision import fast_multiplying
from engine.training.codec.spectral_loss import SpectralLoss

_TOGETHER = 16


@torch.inference_mode()
def validated(network: Network, spectral: SpectralLoss, crops: Tensor) -> float:
    """The mean log-mel distance of crops (count, CROP) from what the network makes of them."""
    each = [spectral.distance(reconstructed(network, some), some) for some in torch.split(crops, _TOGETHER)]
    return float(torch.cat(each).mean())


@torch.inference_mode()
def reconstructed(network: Network, crops: Tensor) -> Tensor:
    """Crops (count, frames) encoded and decoded; the same noise each time."""
    generator = torch.Generator(crops.device).manual_seed(0)
    with fast_multiplying(crops.device.type):
        frames = frames_of_all(network.encoder(crops).mean, generator)
        return network.sounded(frames)
