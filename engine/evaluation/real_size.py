"""AudioLDM of its real size with random weights: what it costs to run doesn't depend on what it has learned."""

import copy
from importlib import import_module
from typing import Any

import numpy as np
import torch

from engine.families.audioldm import AudioLDM
from engine.families.family import Precision
from engine.families.mel import mel_of

_BYTES = 256
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def audioldm_pipeline() -> Any:
    """diffusers' own AudioLDMPipeline in the geometry of AudioLDM-S: 185 M, 55 M and 55 M parameters, float32."""
    diffusers: Any = import_module("diffusers")
    torch.manual_seed(0)
    return diffusers.AudioLDMPipeline(
        vae=_autoencoder(),
        text_encoder=_text_encoder(),
        tokenizer=_tokenizer(),
        unet=_unet(),
        scheduler=audioldm_scheduler(),
        vocoder=_vocoder(),
    )


def audioldm_scheduler() -> Any:
    """diffusers' own DDIM as AudioLDM's folders set it."""
    diffusers: Any = import_module("diffusers")
    return diffusers.DDIMScheduler(
        beta_start=0.0015,
        beta_end=0.0195,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
    )


def family_of(pipeline: Any, precision: Precision) -> AudioLDM:
    """The same weights as a family; in bfloat16 the network and the words are copies."""
    unet, text_encoder = pipeline.unet, pipeline.text_encoder
    if precision == "bfloat16":
        unet, text_encoder = (copy.deepcopy(part).to(torch.bfloat16) for part in (unet, text_encoder))
    clean_share = pipeline.scheduler.alphas_cumprod.double().numpy()
    return AudioLDM(
        unet=unet,
        vae=pipeline.vae,
        text_encoder=text_encoder,
        tokenizer=pipeline.tokenizer,
        vocoder=pipeline.vocoder,
        mel=mel_of(pipeline.vocoder),
        sigmas=np.sqrt((1 - clean_share) / clean_share),
        weights="random",
        precision=precision,
    )


def _unet() -> Any:
    diffusers: Any = import_module("diffusers")
    down = ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D")
    up = ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D")
    return diffusers.UNet2DConditionModel(
        block_out_channels=(128, 256, 384, 640),
        layers_per_block=2,
        sample_size=128,
        in_channels=8,
        out_channels=8,
        down_block_types=down,
        up_block_types=up,
        attention_head_dim=8,
        cross_attention_dim=(128, 256, 384, 640),
        class_embed_type="simple_projection",
        projection_class_embeddings_input_dim=512,
        class_embeddings_concat=True,
    ).eval()


def _autoencoder() -> Any:
    diffusers: Any = import_module("diffusers")
    return diffusers.AutoencoderKL(
        block_out_channels=[128, 256, 512],
        in_channels=1,
        out_channels=1,
        down_block_types=["DownEncoderBlock2D"] * 3,
        up_block_types=["UpDecoderBlock2D"] * 3,
        latent_channels=8,
        layers_per_block=2,
    ).eval()


def _vocoder() -> Any:
    transformers: Any = import_module("transformers")
    return transformers.SpeechT5HifiGan(
        transformers.SpeechT5HifiGanConfig(
            model_in_dim=64,
            sampling_rate=16000,
            upsample_initial_channel=1024,
            upsample_rates=[5, 4, 2, 2, 2],
            upsample_kernel_sizes=[16, 16, 8, 4, 4],
            resblock_kernel_sizes=[3, 7, 11],
            resblock_dilation_sizes=[[1, 3, 5]] * 3,
            normalize_before=False,
        )
    ).eval()


def _text_encoder() -> Any:
    transformers: Any = import_module("transformers")
    ids = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2}
    return transformers.ClapTextModelWithProjection(
        transformers.ClapTextConfig(vocab_size=len(_SPECIAL) + _BYTES, **ids)
    ).eval()


def _tokenizer() -> Any:
    transformers: Any = import_module("transformers")
    letters = [chr(code) for code in range(33, 127)]
    vocabulary = {token: number for number, token in enumerate((*_SPECIAL, *letters))}
    return transformers.RobertaTokenizer(vocab=vocabulary, merges=[], model_max_length=77)
