"""A tiny random MusicLDM."""

import torch
from diffusers import MusicLDMPipeline
from transformers import ClapFeatureExtractor

from tests.engine.families.tiny import clap_unet, mel_autoencoder, noise_schedule, roberta, vocoder
from tests.engine.families.tiny_audioldm2 import whole_clap


def tiny_musicldm() -> MusicLDMPipeline:
    """As the tiny AudioLDM, with the whole of CLAP."""
    torch.manual_seed(0)
    return MusicLDMPipeline(
        vae=mel_autoencoder(),
        text_encoder=whole_clap(),
        tokenizer=roberta(),
        feature_extractor=ClapFeatureExtractor(feature_size=64),
        unet=clap_unet(),
        scheduler=noise_schedule(),
        vocoder=vocoder(),
    )
