"""Magnitudes are absolute values, with gradients that are numbers everywhere."""

import torch

from engine.models.codec.magnitudes import magnitudes


def test_they_are_absolute_values() -> None:
    spectra = torch.randn(4, 9, dtype=torch.complex64, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(magnitudes(spectra), spectra.abs())


def test_silence_has_no_gradient() -> None:
    spectra = torch.zeros(3, dtype=torch.complex64, requires_grad=True)
    (gradient,) = torch.autograd.grad(magnitudes(spectra).sum(), spectra)
    assert not gradient.abs().any()
