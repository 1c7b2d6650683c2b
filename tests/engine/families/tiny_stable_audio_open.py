"""A tiny random Stable Audio Open."""

import torch
from diffusers import (
    AutoencoderOobleck,
    EDMDPMSolverMultistepScheduler,
    StableAudioDiTModel,
    StableAudioPipeline,
    StableAudioProjectionModel,
)

from tests.engine.families.tiny import drawn
from tests.engine.families.tiny_audioldm2 import t5, t5_tokenizer

WINDOW_COLUMNS = 250
_T5, _TOLD = 24, 32


def tiny_stable_audio_open() -> StableAudioPipeline:
    """8 kHz stereo, 64 frames per column of 8 channels, windows of 2 seconds.

    Its scheduler is the one of the two that can be built without torchsde, which the released weights' can't.
    """
    torch.manual_seed(0)
    return StableAudioPipeline(
        vae=drawn(
            AutoencoderOobleck(
                encoder_hidden_size=16,
                downsampling_ratios=[2, 4, 8],
                decoder_channels=8,
                decoder_input_channels=8,
                audio_channels=2,
                channel_multiples=[1, 2, 4],
                sampling_rate=8000,
            )
        ),
        text_encoder=t5(_T5),
        projection_model=drawn(
            StableAudioProjectionModel(text_encoder_dim=_T5, conditioning_dim=_TOLD, min_value=0, max_value=32)
        ),
        tokenizer=t5_tokenizer(),
        transformer=drawn(
            StableAudioDiTModel(
                sample_size=WINDOW_COLUMNS,
                in_channels=8,
                num_layers=3,
                attention_head_dim=8,
                num_attention_heads=4,
                num_key_value_attention_heads=2,
                out_channels=8,
                cross_attention_dim=32,
                time_proj_dim=16,
                global_states_input_dim=2 * _TOLD,
                cross_attention_input_dim=_TOLD,
            )
        ),
        scheduler=EDMDPMSolverMultistepScheduler(
            sigma_min=0.3,
            sigma_max=500,
            sigma_data=1.0,
            sigma_schedule="exponential",
            prediction_type="v_prediction",
            solver_order=2,
        ),
    )
