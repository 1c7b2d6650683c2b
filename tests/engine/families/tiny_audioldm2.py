"""A tiny random AudioLDM 2, and the whole CLAP, T5 and T5's tokenizer that other families have too."""

from typing import Any

import torch
from diffusers import AudioLDM2Pipeline, AudioLDM2ProjectionModel, AudioLDM2UNet2DConditionModel
from transformers import (
    ClapConfig,
    ClapFeatureExtractor,
    ClapModel,
    GPT2Config,
    GPT2LMHeadModel,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)

from tests.engine.families.tiny import CLAP_TEXT, LETTERS, drawn, mel_autoencoder, noise_schedule, roberta, vocoder

WRITTEN = 8
_CLAP, _T5, _GPT2 = 32, 24, 16


def tiny_audioldm2() -> AudioLDM2Pipeline:
    """16 kHz, 64 bands, 640 frames per column of 4 channels and 16 rows; GPT-2 has 99 places."""
    torch.manual_seed(0)
    return AudioLDM2Pipeline(
        vae=mel_autoencoder(),
        text_encoder=whole_clap(),
        text_encoder_2=t5(_T5),
        projection_model=drawn(
            AudioLDM2ProjectionModel(text_encoder_dim=_CLAP, text_encoder_1_dim=_T5, langauge_model_dim=_GPT2)
        ),
        language_model=drawn(
            GPT2LMHeadModel(GPT2Config(n_embd=_GPT2, n_head=2, n_layer=2, n_positions=99, vocab_size=100))
        ),
        tokenizer=roberta(),
        tokenizer_2=t5_tokenizer(),
        feature_extractor=ClapFeatureExtractor(feature_size=64),
        unet=drawn(
            AudioLDM2UNet2DConditionModel(
                block_out_channels=(8, 16),
                layers_per_block=1,
                norm_num_groups=8,
                sample_size=128,
                in_channels=4,
                out_channels=4,
                attention_head_dim=4,
                down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
                up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
                cross_attention_dim=((None, _GPT2, _T5),) * 2,
            )
        ),
        scheduler=noise_schedule(),
        vocoder=vocoder(),
    )


def whole_clap() -> Any:
    """Texts and sounds; its words end in the same space of 32 numbers as the tiny AudioLDM's."""
    heard = {
        "depths": [1, 1],
        "num_attention_heads": [1, 1],
        "num_hidden_layers": 2,
        "hidden_size": 16,
        "patch_embeds_hidden_size": 8,
        "spec_size": 64,
        "num_mel_bins": 16,
        "patch_size": 4,
        "patch_stride": [4, 4],
        "window_size": 4,
        "projection_dim": _CLAP,
    }
    return drawn(ClapModel(ClapConfig(text_config=CLAP_TEXT, audio_config=heard, projection_dim=_CLAP)))


def t5(width: int) -> Any:
    return drawn(T5EncoderModel(T5Config(vocab_size=200, d_model=width, d_kv=8, d_ff=48, num_layers=2, num_heads=3)))


def t5_tokenizer() -> T5Tokenizer:
    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    letters = [(letter, -6.0) for letter in LETTERS]
    return T5Tokenizer(vocab=[*special, *letters], extra_ids=0, model_max_length=64)
