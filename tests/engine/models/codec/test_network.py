"""The parts of the codec: sizes, timing, and an inverse STFT that gives back what was analysed."""

import pytest
import torch

from engine.models.codec.encoder import spectra, views
from engine.models.codec.framing import (
    BETWEEN,
    HOP,
    LAG,
    LATENT_HOP,
    LEARNED,
    NEAREST,
    NOISE,
    NOISES,
    PHASE,
    PHASES,
    SIZE,
    WINDOW,
    frames_between,
    frames_of_all,
    offset_frames,
)
from engine.models.codec.network import Network
from engine.models.codec.overlap import TAIL, added, synthesis_window


def parameters(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_it_is_as_small_as_it_must_be(network: Network) -> None:
    assert parameters(network.decoder) <= 5_000_000
    assert parameters(network) <= 8_000_000


@pytest.mark.parametrize("latents", [1, 2, 7])
def test_a_latent_for_every_2048_samples_and_back(network: Network, latents: int) -> None:
    sound = 0.1 * torch.randn(2, latents * LATENT_HOP, generator=torch.Generator().manual_seed(0))
    posterior = network.encoder(sound)
    assert posterior.mean.shape == (2, latents, SIZE)
    assert posterior.log_variance.shape == posterior.divergence().shape == (2, latents, LEARNED)
    made = network.sounded(frames_of_all(posterior.mean, torch.Generator().manual_seed(0)))
    assert made.shape == sound.shape


def test_frames_lie_between_latents_and_say_where() -> None:
    latents = torch.stack([torch.zeros(SIZE), torch.ones(SIZE), torch.full((SIZE,), 3.0)])[None]
    noise = torch.randn(1, 2 * PHASES, NOISES)
    frames = frames_between(latents, noise)
    assert frames[0, :, BETWEEN][:, 0].tolist() == [t / 8 for t in range(8)] + [1 + 2 * t / 8 for t in range(8)]
    assert frames[0, :, NEAREST][:, 0].tolist() == [0.0] * 4 + [1.0] * 8 + [3.0] * 4
    assert frames[0, :, PHASE].argmax(1).tolist() == [*range(8), *range(8)]
    assert torch.equal(frames[..., NOISE], noise)


def test_a_knob_moves_both_of_a_frames_latents_and_nothing_else() -> None:
    frames = frames_between(torch.zeros(1, 2, SIZE), torch.randn(1, PHASES, NOISES))
    moved = offset_frames(frames, torch.full((1, PHASES, SIZE), 0.5))
    assert (moved[..., BETWEEN] == 0.5).all()
    assert (moved[..., NEAREST] == 0.5).all()
    assert torch.equal(moved[..., 2 * SIZE :], frames[..., 2 * SIZE :])


def test_the_same_sound_a_latent_later_is_the_same_latents_one_later(network: Network) -> None:
    sound = 0.3 * torch.randn(1, 24 * LATENT_HOP, generator=torch.Generator().manual_seed(0))
    later = torch.nn.functional.pad(sound, (LATENT_HOP, -LATENT_HOP))
    one, other = network.encoder(sound).mean, network.encoder(later).mean
    assert (one[:, 8:-9] - other[:, 9:-8]).abs().max() < 1e-3


def test_the_inverse_stft_gives_back_what_was_analysed_lag_samples_later() -> None:
    sound = torch.randn(1, 20 * HOP, generator=torch.Generator().manual_seed(0))
    padded = torch.nn.functional.pad(sound, (LAG, WINDOW))
    analysed = torch.stft(padded, WINDOW, HOP, window=torch.hann_window(WINDOW), center=False, return_complex=True)
    made, tail = added(analysed.transpose(1, 2), synthesis_window(sound.device), torch.zeros(1, TAIL))
    inner = slice(2 * HOP, 18 * HOP)
    assert (made[:, LAG:][:, inner] - sound[:, inner]).abs().max() < 1e-5
    assert tail.shape == (1, TAIL)


def test_what_the_encoder_sees_is_of_one_size_for_loud_and_silent_sound() -> None:
    loudest = torch.sign(torch.randn(1, 4 * LATENT_HOP, generator=torch.Generator().manual_seed(0)))
    loud, silent = (views(sound, spectra(sound)) for sound in (loudest, torch.zeros_like(loudest)))
    assert loud.shape == silent.shape == (1, 4 * PHASES, 2208)
    assert loud.abs().max() < 4
    assert silent.isfinite().all()
