"""Data whose score is known: Gaussian along time with an AR(1) covariance. All that errs with it is the sampler.

Its denoiser is affine and samplers are affine in their noise, so what comes out is Gaussian too, with a mean and a
covariance that pushing each number of the noise through gives exactly: no figure here holds sampling noise.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.diffusion.noise import Draw

COLUMNS = 64
CORRELATION = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Gaussian:
    """A Gaussian over columns: mean (columns,), covariance (columns, columns), float64."""

    mean: Tensor
    covariance: Tensor

    def denoise(self, latents: Tensor, sigma: float) -> Tensor:
        """The exact `Denoise` of latents (batch, channels, columns): the posterior's mean, a linear filter."""
        noise = sigma**2 * torch.eye(len(self.mean), dtype=torch.float64)
        gain = torch.linalg.solve(self.covariance + noise, self.covariance).to(latents)
        mean = self.mean.to(latents)
        clean: Tensor = mean + (latents - mean) @ gain
        return clean

    def given(self, known: Tensor, mask: Tensor) -> "Gaussian":
        """The columns inside of a mask (columns,), where those outside are known: what a network with masks learns."""
        across = torch.linalg.solve(self.covariance[~mask][:, ~mask], self.covariance[~mask][:, mask])
        mean = self.mean[mask] + (known - self.mean)[~mask] @ across
        return Gaussian(mean, self.covariance[mask][:, mask] - self.covariance[mask][:, ~mask] @ across)

    def among(self, mask: Tensor) -> "Gaussian":
        """The columns inside of a mask alone."""
        return Gaussian(self.mean[mask], self.covariance[mask][:, mask])


def autoregressive() -> Gaussian:
    """AR(1) with a variance of 1 around a slow wave."""
    column = torch.arange(COLUMNS, dtype=torch.float64)
    return Gaussian(torch.sin(column / 5), CORRELATION ** (column[:, None] - column).abs())


def distance(one: Gaussian, other: Gaussian) -> float:
    """Squared 2-Wasserstein distance per column."""
    values, vectors = torch.linalg.eigh(one.covariance)
    root = (vectors * values.clamp_min(0).sqrt()) @ vectors.T
    shared = torch.linalg.eigvalsh(root @ other.covariance @ root).clamp_min(0).sqrt().sum()
    spread = one.covariance.trace() + other.covariance.trace() - 2 * shared
    return float(((one.mean - other.mean).square().sum() + spread) / len(one.mean))


def pushed(run: Callable[[Draw, int], Tensor]) -> Gaussian:
    """What comes out of `run(draw, items)`, (items, 1, columns), if all that is random in it comes from `draw`."""
    draws: list[int] = []

    def silent(latents: Tensor) -> Tensor:
        draws.append(latents[0].numel())
        return torch.zeros_like(latents)

    mean = run(silent, 1)[0, 0]
    firsts = iter(range(0, sum(draws), draws[0]))

    def basis(latents: Tensor) -> Tensor:
        noise = torch.zeros_like(latents)
        first = next(firsts)
        noise[first : first + draws[0], 0] = torch.eye(draws[0]).to(latents)
        return noise

    ways = run(basis, sum(draws))[:, 0] - mean
    return Gaussian(mean, ways.T @ ways)


def silently(done: int, total: int) -> None:
    """An `on_step` that does nothing."""
