"""Tiny random Stable Audio 3 and AudioLDM, and what the tiny models of other families share with them.

Every weight is drawn: diffusers begins many at zero, under which masks, attention and decoders would do nothing.
"""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AudioLDMPipeline,
    AutoencoderKL,
    AutoencoderSAME,
    DDIMScheduler,
    FlowMatchEulerDiscreteScheduler,
    StableAudio3DiTModel,
    StableAudio3Pipeline,
    UNet2DConditionModel,
)
from diffusers.pipelines.stable_audio_3 import StableAudio3DurationEmbedder
from transformers import (
    ClapTextConfig,
    ClapTextModelWithProjection,
    GemmaTokenizer,
    RobertaTokenizer,
    SpeechT5HifiGan,
    SpeechT5HifiGanConfig,
    T5GemmaConfig,
    T5GemmaEncoderModel,
)

from engine.diffusion.denoise import Denoise

CLAP_TEXT: dict[str, Any] = {
    "bos_token_id": 0,
    "eos_token_id": 2,
    "pad_token_id": 1,
    "hidden_size": 8,
    "intermediate_size": 16,
    "num_attention_heads": 1,
    "num_hidden_layers": 2,
    "vocab_size": 300,
    "projection_dim": 32,
    "max_position_embeddings": 128,
}
LETTERS = [chr(code) for code in range(33, 127)]


def tiny_stable_audio3(distilled: bool = False, layers: int = 2) -> StableAudio3Pipeline:
    """8 kHz stereo, 64 frames per column of 8 channels, up to 20 seconds; the autoencoder of that many layers."""
    torch.manual_seed(0)
    stack = {
        "vocab_size": 400,
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "max_position_embeddings": 512,
    }
    text = T5GemmaConfig(encoder=stack, decoder=stack, is_encoder_decoder=False, vocab_size=400)
    return StableAudio3Pipeline(
        vae=drawn(
            AutoencoderSAME(
                audio_channels=2,
                patch_size=16,
                encoder_channels=32,
                encoder_c_mults=(2,),
                encoder_strides=(4,),
                encoder_transformer_depths=(layers,),
                latent_dim=8,
                dim_heads=16,
                sampling_rate=8000,
            )
        ),
        text_encoder=drawn(T5GemmaEncoderModel(text)),
        tokenizer=_gemma(),
        duration_embedder=drawn(StableAudio3DurationEmbedder(output_dim=32, fourier_dim=16, max_val=20.0)),
        transformer=drawn(
            StableAudio3DiTModel(
                io_channels=8,
                embed_dim=32,
                depth=3,
                num_heads=2,
                cond_token_dim=32,
                global_cond_dim=32,
                local_add_cond_dim=9,
                timestep_features_dim=16,
                num_memory_tokens=4,
            )
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(num_train_timesteps=1, shift=1.0, stochastic_sampling=distilled),
    )


def tiny_audioldm() -> AudioLDMPipeline:
    """16 kHz, 64 bands, 640 frames per column of 4 channels and 16 rows, as AudioLDM's; few and thin layers."""
    torch.manual_seed(0)
    return AudioLDMPipeline(
        vae=mel_autoencoder(),
        text_encoder=drawn(ClapTextModelWithProjection(ClapTextConfig(**CLAP_TEXT))),
        tokenizer=roberta(),
        unet=clap_unet(),
        scheduler=noise_schedule(),
        vocoder=vocoder(),
    )


def mel_autoencoder() -> Any:
    return drawn(
        AutoencoderKL(
            block_out_channels=[8, 8, 16],
            in_channels=1,
            out_channels=1,
            norm_num_groups=8,
            down_block_types=["DownEncoderBlock2D"] * 3,
            up_block_types=["UpDecoderBlock2D"] * 3,
            latent_channels=4,
        )
    )


def clap_unet() -> Any:
    return drawn(
        UNet2DConditionModel(
            block_out_channels=(8, 16),
            layers_per_block=1,
            norm_num_groups=8,
            sample_size=64,
            in_channels=4,
            out_channels=4,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=(8, 16),
            class_embed_type="simple_projection",
            projection_class_embeddings_input_dim=32,
            class_embeddings_concat=True,
        )
    )


def noise_schedule() -> DDIMScheduler:
    return DDIMScheduler(
        beta_start=0.0015, beta_end=0.0195, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False
    )


def vocoder() -> Any:
    return drawn(
        SpeechT5HifiGan(
            SpeechT5HifiGanConfig(
                model_in_dim=64,
                sampling_rate=16000,
                upsample_initial_channel=64,
                upsample_rates=[5, 4, 2, 2, 2],
                upsample_kernel_sizes=[16, 16, 8, 4, 4],
                normalize_before=False,
            )
        )
    )


def copied(folder: Path, into: Path) -> Path:
    """A folder of one's own, to damage."""
    return Path(shutil.copytree(folder, into / "model"))


def walked(denoise: Denoise, noisy: torch.Tensor, sigmas: list[float]) -> torch.Tensor:
    """Euler's method down the sigmas: each step goes from the estimate of clean to the next sigma's noise on it."""
    for sigma, following in pairwise(sigmas):
        clean = denoise(noisy, sigma)
        noisy = clean + following / sigma * (noisy - clean)
    return noisy


def weights_of(folder: Path) -> Iterator[Path]:
    """Every weight file of a folder."""
    return folder.rglob("*.safetensors")


def drawn(network: Any) -> Any:
    """Each weight with noise that keeps what goes through it at about the size it came in."""
    with torch.no_grad():
        for weight in network.parameters():
            wide = weight[0].numel() if weight.ndim > 1 else 16
            weight.add_(torch.randn(weight.shape) * 0.5 / wide**0.5)
    return network.eval()


def _gemma() -> GemmaTokenizer:
    named = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁", *LETTERS]
    return GemmaTokenizer(vocab={token: number for number, token in enumerate(named)}, merges=[], model_max_length=32)


def roberta() -> RobertaTokenizer:
    named = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", "Ġ", *LETTERS]
    return RobertaTokenizer(vocab={token: number for number, token in enumerate(named)}, merges=[], model_max_length=64)
