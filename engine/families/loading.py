"""A family from a person's folder: looked at, loaded, tried out on silence.

Called once for each model on the worker's only thread. Nothing is fetched. What is called for every step computes in
the precision that is chosen; what sound passes through (autoencoder, vocoder, mel) stays in float32, since bfloat16
writes a waveform with 8 bits.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from engine.errors import ModelError, WarmtoneError
from engine.families.audioldm import AudioLDM
from engine.families.family import Family, Precision
from engine.families.folder import NETWORKS, Folder, looked_at
from engine.families.mel import mel_of
from engine.families.parts import network_of, quiet, scheduler_of, tokenizer_of
from engine.families.stable_audio3 import StableAudio3
from engine.precision import fast_dtype

_SOUNDING = {"vae", "vocoder", "duration_embedder"}
_TRIAL_COLUMNS = 4


def load_family(path: Path, precision: Precision, device: str = "cpu") -> Family:
    """The family in a folder of diffusers' layout; raises `ModelError` for one that can't or must not be loaded."""
    folder = looked_at(path)
    build = {StableAudio3.NAME: _stable_audio3, AudioLDM.NAME: _audioldm}[folder.family]
    try:
        with quiet():
            family = build(folder, precision, device)
            _try_out(family)
    except WarmtoneError:
        raise
    # Whatever a damaged or hostile file makes of the libraries.
    except Exception as error:
        raise ModelError(f"{path} can't be loaded ({_first_line(error)}): get the whole model anew.") from error
    return family


def best_precision(device: str) -> Precision:
    """The fastest one on a device."""
    return "bfloat16" if fast_dtype(device) is torch.bfloat16 else "float32"


def _stable_audio3(folder: Folder, precision: Precision, device: str) -> Family:
    networks = _networks(folder, precision, device)
    return StableAudio3(
        transformer=networks["transformer"],
        vae=networks["vae"],
        text_encoder=networks["text_encoder"],
        tokenizer=tokenizer_of(folder),
        duration_embedder=networks["duration_embedder"],
        schedule=dict(scheduler_of(folder).config),
        weights=_hash(folder),
        precision=precision,
        channels=_channels(networks["vae"], device),
    )


def _audioldm(folder: Folder, precision: Precision, device: str) -> Family:
    networks, scheduler = _networks(folder, precision, device), scheduler_of(folder)
    if scheduler.config.prediction_type != "epsilon":
        raise ModelError(
            f"{folder.path} predicts {scheduler.config.prediction_type}; AudioLDM predicts the noise (epsilon): "
            "use a model that does."
        )
    clean_share = scheduler.alphas_cumprod.double().numpy()
    return AudioLDM(
        unet=networks["unet"],
        vae=networks["vae"],
        text_encoder=networks["text_encoder"],
        tokenizer=tokenizer_of(folder),
        vocoder=networks["vocoder"],
        mel=mel_of(networks["vocoder"]),
        sigmas=np.sqrt((1 - clean_share) / clean_share),
        weights=_hash(folder),
        precision=precision,
    )


def _networks(folder: Folder, precision: Precision, device: str) -> dict[str, nn.Module]:
    """Every network of the folder by its part's name, on its device and in its precision."""
    chosen = {"float32": torch.float32, "bfloat16": torch.bfloat16}[precision]
    return {
        part: network_of(folder, part, torch.float32 if part in _SOUNDING else chosen).to(device)
        for part in NETWORKS[folder.family]
    }


@torch.inference_mode()
def _channels(vae: Any, device: str) -> int:
    """Channels of sound, by decoding one column: not every autoencoder's configuration tells."""
    return int(vae.decode(torch.zeros(1, vae.config.latent_dim, 1, device=device)).sample.shape[1])


def _try_out(family: Family) -> None:
    """Silence there and back, and one step; also warms all that computes."""
    card = family.card
    frames = _TRIAL_COLUMNS * card.frames_per_column
    latent = family.encode(np.zeros((frames, card.channels), np.float32))
    condition = family.condition([""], [""], frames / card.rate_hz)
    clean = family.denoise(condition, card.default_guidance)(latent * card.highest_sigma, card.highest_sigma)
    sounded = sum(len(block) for block in family.decode(clean))
    wanted = card.latent_shape(1, _TRIAL_COLUMNS)
    if not latent.shape == clean.shape == wanted or sounded != frames:
        raise ModelError(
            f"{card.family} made latents {tuple(latent.shape)} and {tuple(clean.shape)} of {frames} frames, and "
            f"{sounded} frames of them; {wanted} and {frames} were expected: its parts don't belong together."
        )
    if not clean.isfinite().all():
        raise ModelError(f"{card.family} made numbers of silence that are not finite: its weights can't be used.")


def _hash(folder: Folder) -> str:
    """The first 16 digits of a SHA-256 over every weight file, in the order of their names."""
    digest = hashlib.sha256()
    for file in folder.weight_files():
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:16]


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
