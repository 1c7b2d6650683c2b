"""A folder that was looked at as a family: every part loaded, each in its precision.

What is called for every step computes in the precision that is chosen, and the encoders of text with it. What sound
passes through (autoencoder, vocoder, mel) stays in float32, since bfloat16 writes a waveform with 8 bits; so does what
is small (projections, lengths), or reads what it wrote (GPT-2).
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from engine.errors import ModelError
from engine.families.audioldm import AudioLDM
from engine.families.audioldm2 import AudioLDM2
from engine.families.defaults import OWN_FILE, defaults_in
from engine.families.exact_places import with_exact_places
from engine.families.exact_time import with_exact_time
from engine.families.family import Family, Precision
from engine.families.fewer_calls import with_fewer_calls
from engine.families.folder import NETWORKS, Folder
from engine.families.mel import mel_of
from engine.families.musicldm import MusicLDM
from engine.families.parts import network_of, scheduler_of, tokenizer_of, whole_network
from engine.families.stable_audio3 import StableAudio3
from engine.families.stable_audio_open import StableAudioOpen
from engine.families.velocity import velocity_of
from engine.models.gauge import GAUGE, Gauge
from engine.models.tuner import TUNER, Tuner
from engine.models.words.known import known_words_in
from engine.models.words.lasting import LASTING, Lasting
from engine.models.words.text_encoder import TextEncoder
from engine.models.words.thesaurus import thesaurus_in

_ALWAYS_FLOAT32 = {"vae", "vocoder", "duration_embedder", "projection_model", "language_model"}
# How much AudioLDM 2's GPT-2 writes, where its configuration does not say so.
_WRITTEN = 8
_MOST_WINDOW_COLUMNS = 1 << 14

_Networks = dict[str, Any]
_Hearing = TypeVar("_Hearing", Gauge, Tuner, Lasting)


def built(folder: Folder, precision: Precision, device: str) -> Family:
    """The family of a folder; raises `ModelError` for parts that it can't be made of."""
    build = _BUILDERS[folder.family]
    return build(folder, _networks(folder, precision, device), precision)


def _stable_audio3(folder: Folder, networks: _Networks, precision: Precision) -> Family:
    vae = networks["vae"]
    latents = vae.config.latent_dim, "the latents"
    return StableAudio3(
        transformer=with_fewer_calls(with_exact_places(networks["transformer"])),
        vae=vae,
        text_encoder=networks["text_encoder"],
        tokenizer=tokenizer_of(folder),
        duration_embedder=networks["duration_embedder"],
        schedule=dict(scheduler_of(folder).config),
        weights=_hash(folder),
        precision=precision,
        channels=_channels(vae),
        controls=isinstance(networks["text_encoder"], TextEncoder),
        known_words=known_words_in(folder.path / "tokenizer"),
        thesaurus=thesaurus_in(folder.path / "tokenizer"),
        defaults=defaults_in(folder.path),
        gauge=_beside(Gauge, folder.path / GAUGE, vae, "size", latents),
        tuner=_beside(Tuner, folder.path / TUNER, vae, "size", latents),
        lasting=_lasting(folder.path / LASTING, networks["text_encoder"]),
    )


def _audioldm(folder: Folder, networks: _Networks, precision: Precision) -> Family:
    kind = {AudioLDM.NAME: AudioLDM, MusicLDM.NAME: MusicLDM}[folder.family]
    return kind(
        unet=networks["unet"],
        vae=networks["vae"],
        text_encoder=networks["text_encoder"],
        tokenizer=tokenizer_of(folder),
        vocoder=networks["vocoder"],
        mel=mel_of(networks["vocoder"]),
        sigmas=_sigmas(folder),
        weights=_hash(folder),
        precision=precision,
    )


def _audioldm2(folder: Folder, networks: _Networks, precision: Precision) -> Family:
    if networks["text_encoder_2"].config.model_type != "t5":
        raise ModelError(
            f"{folder.path} reads transcriptions with {type(networks['text_encoder_2']).__name__}, to speak them; "
            "models that make sounds of words are played here: get one whose text_encoder_2 is a T5EncoderModel."
        )
    return AudioLDM2(
        unet=networks["unet"],
        vae=networks["vae"],
        text_encoder=networks["text_encoder"],
        tokenizer=tokenizer_of(folder),
        vocoder=networks["vocoder"],
        mel=mel_of(networks["vocoder"]),
        sigmas=_sigmas(folder),
        weights=_hash(folder),
        precision=precision,
        text_encoder_2=networks["text_encoder_2"],
        tokenizer_2=tokenizer_of(folder, "tokenizer_2"),
        projection_model=networks["projection_model"],
        language_model=networks["language_model"],
        written=_written(folder, networks["language_model"].config.n_positions),
    )


def _stable_audio_open(folder: Folder, networks: _Networks, precision: Precision) -> Family:
    return StableAudioOpen(
        transformer=with_exact_time(folder, networks["transformer"]),
        vae=networks["vae"],
        text_encoder=networks["text_encoder"],
        tokenizer=tokenizer_of(folder),
        projection_model=networks["projection_model"],
        velocity=velocity_of(folder),
        window_columns=_window_columns(folder),
        weights=_hash(folder),
        precision=precision,
    )


_BUILDERS: dict[str, Callable[[Folder, _Networks, Precision], Family]] = {
    StableAudio3.NAME: _stable_audio3,
    StableAudioOpen.NAME: _stable_audio_open,
    AudioLDM.NAME: _audioldm,
    MusicLDM.NAME: _audioldm,
    AudioLDM2.NAME: _audioldm2,
}


def _networks(folder: Folder, precision: Precision, device: str) -> dict[str, nn.Module]:
    """Every network of the folder by its part's name, on its device and in its precision."""
    chosen = {"float32": torch.float32, "bfloat16": torch.bfloat16}[precision]
    return {
        part: network_of(folder, part, torch.float32 if part in _ALWAYS_FLOAT32 else chosen).to(device)
        for part in NETWORKS[folder.family]
    }


def _sigmas(folder: Folder) -> npt.NDArray[np.float64]:
    """The sigma of each timestep that a model was trained on, where it predicts the noise."""
    scheduler = scheduler_of(folder)
    if scheduler.config.prediction_type != "epsilon":
        raise ModelError(
            f"{folder.path} predicts {scheduler.config.prediction_type}; {folder.family} predicts the noise (epsilon): "
            "use a model that does."
        )
    clean_share = scheduler.alphas_cumprod.double().numpy()
    sigmas: npt.NDArray[np.float64] = np.sqrt((1 - clean_share) / clean_share)
    return sigmas


def _window_columns(folder: Folder) -> int:
    """Columns of the window; diffusers' own conversion writes them as a float."""
    columns = folder.config("transformer").get("sample_size")
    if not isinstance(columns, int | float) or not 1 <= columns <= _MOST_WINDOW_COLUMNS:
        raise ModelError(
            f"The transformer of {folder.path} has a sample_size of {columns}; 1 to {_MOST_WINDOW_COLUMNS} can be: get "
            "the model anew."
        )
    return int(columns)


def _written(folder: Folder, places: int) -> int:
    """How much GPT-2 writes. transformers drops that from its own configuration, so it is read from the file."""
    written = folder.config("language_model").get("max_new_tokens", _WRITTEN)
    if not isinstance(written, int) or not 1 <= written <= places // 2:
        raise ModelError(
            f"{folder.path} lets its language model write {written} states (max_new_tokens); 1 to {places // 2} can "
            "be: get the model anew."
        )
    return written


def _beside(kind: type[_Hearing], path: Path, near: Any, size: str, wanted: tuple[int, str]) -> _Hearing | None:
    """What reads the numbers of another part, where there is one in the folder; how many, and whose they are."""
    if not path.is_dir():
        return None
    network = whole_network(kind, path, torch.float32)
    count, whose = wanted
    if network.config[size] != count:
        raise ModelError(f"{path} reads {network.config[size]} numbers, and {whose} have {count}: get the model anew.")
    there: _Hearing = network.to(next(near.parameters()).device)
    return there


def _lasting(path: Path, text_encoder: Any) -> Lasting | None:
    """How long sounds last by their words, where it is in the folder and a text has a place."""
    if not isinstance(text_encoder, TextEncoder):
        return None
    return _beside(Lasting, path, text_encoder, "space", (text_encoder.config["space"], "places of texts"))


@torch.inference_mode()
def _channels(vae: Any) -> int:
    """Channels of sound, by decoding one column: not every autoencoder's configuration tells."""
    device = next(vae.parameters()).device
    return int(vae.decode(torch.zeros(1, vae.config.latent_dim, 1, device=device)).sample.shape[1])


def _hash(folder: Folder) -> str:
    """The first 16 digits of a SHA-256 over every weight file, in the order of their names.

    How the folder says that it is sampled belongs to it, and what hears its latents: with others the
    same request is another sound.
    """
    digest, own = hashlib.sha256(), folder.path / OWN_FILE
    beside = [file for part in (GAUGE, TUNER) for file in sorted((folder.path / part).glob("*.safetensors"))]
    for file in (*folder.weight_files(), *beside, *((own,) if own.is_file() else ())):
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:16]
