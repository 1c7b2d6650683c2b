"""MusicLDM's own: its card, and either of the two CLAPs that diffusers lets it have."""

from pathlib import Path

import pytest
import torch
from transformers import ClapModel, ClapTextConfig, ClapTextModelWithProjection

from engine.families.loading import load_family
from engine.families.musicldm import MusicLDM
from engine.families.parts import quiet
from tests.engine.families.test_loading import edited
from tests.engine.families.tiny import CLAP_TEXT, copied


def test_its_card(musicldm: MusicLDM) -> None:
    card = musicldm.card
    assert (card.family, card.schedule, card.distilled) == ("musicldm", "variance-preserving", False)
    assert (card.default_steps, card.default_guidance, card.inpaints) == (200, 2.0, False)
    assert (card.rate_hz, card.channels, card.frames_per_column, card.longest_seconds) == (16000, 1, 640, 5.12)
    assert card.highest_sigma == pytest.approx(83.8, abs=0.1)


def test_the_half_of_clap_that_reads_is_enough(musicldm: MusicLDM, musicldm_folder: Path, tmp_path: Path) -> None:
    own = copied(musicldm_folder, tmp_path)
    with quiet():
        whole = ClapModel.from_pretrained(own / "text_encoder")
        half = ClapTextModelWithProjection(ClapTextConfig(**CLAP_TEXT))
        half.load_state_dict({name: tensor for name, tensor in whole.state_dict().items() if name.startswith("text_")})
        half.save_pretrained(own / "text_encoder")
    edited("model_index.json", text_encoder=["transformers", "ClapTextModelWithProjection"])(own)
    told = [each.condition(["a pad"], [""], 0.4).positive[0] for each in (load_family(own, "float32"), musicldm)]
    assert torch.equal(*told)
