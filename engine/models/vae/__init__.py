"""The spectrogram VAE: its parts from words and spectra to samples, and the weights that come with Warmtone."""

from engine.models.vae.model import SpectrogramVae, load_vae

__all__ = ["SpectrogramVae", "load_vae"]
