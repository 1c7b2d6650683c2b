"""The modified discrete cosine transform (Princen, Johnson and Bradley, 1987) with a sine window, orthonormal."""

import math

import torch
from torch import Tensor


def mdct(samples: Tensor, hop: int) -> Tensor:
    """Samples (frames,) to coefficients (blocks, hop), one block more than the samples fill."""
    blocks = -(-len(samples) // hop) + 1
    padded = samples.new_zeros((blocks + 1) * hop)
    padded[hop : hop + len(samples)] = samples
    windowed = padded.unfold(0, 2 * hop, hop) * _window(hop, samples.device)
    turned = torch.fft.fft(windowed * _turn(2 * hop, -0.5 / hop, samples.device))[:, :hop]
    shift = _turn(hop, -_middle(hop) / hop, samples.device, first=0.5)
    coefficients: Tensor = (turned * shift).real * math.sqrt(2 / hop)
    return coefficients


def inverse_mdct(coefficients: Tensor, frames: int) -> Tensor:
    """Coefficients (blocks, hop) back to samples (frames,)."""
    blocks, hop = coefficients.shape
    device = coefficients.device
    turned = coefficients * _turn(hop, _middle(hop) / hop, device)
    spread = torch.fft.ifft(turned, n=2 * hop) * (2 * hop)
    sound = (spread * _turn(2 * hop, 0.5 / hop, device, first=_middle(hop))).real * _window(hop, device)
    sound = sound * math.sqrt(2 / hop)
    whole: Tensor = sound.new_zeros(blocks + 1, hop)
    whole[:-1] += sound[:, :hop]
    whole[1:] += sound[:, hop:]
    return whole.flatten()[hop : hop + frames]


def _middle(hop: int) -> float:
    return 0.5 + hop / 2


def _window(hop: int, device: torch.device) -> Tensor:
    return torch.sin(math.pi * (torch.arange(2 * hop, device=device) + 0.5) / (2 * hop))


def _turn(count: int, half_turns: float, device: torch.device, first: float = 0.0) -> Tensor:
    """exp(i pi half_turns (n + first)) for n below count; the angle is computed in float64."""
    angle = math.pi * half_turns * (torch.arange(count, device=device, dtype=torch.float64) + first)
    return torch.polar(torch.ones_like(angle), angle).to(torch.complex64)
