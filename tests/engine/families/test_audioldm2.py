"""AudioLDM 2's words: what GPT-2 writes is diffusers' own, and hangs on nothing but the prompt and its negative."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import GPT2Model, VitsConfig, VitsModel

from engine import ModelError
from engine.families.audioldm2 import AudioLDM2
from engine.families.loading import load_family
from engine.families.parts import quiet
from tests.engine.families.test_loading import edited
from tests.engine.families.tiny import copied
from tests.engine.families.tiny_audioldm2 import WRITTEN

PROMPT = "a drum loop"
SECONDS = 0.4
pytestmark = pytest.mark.filterwarnings("ignore:`past_key_values` is deprecated:FutureWarning")


def assert_close(ours: tuple[torch.Tensor, ...], theirs: tuple[torch.Tensor, ...]) -> None:
    """Both as (written, hidden, read): where no token is, theirs holds what nobody reads."""
    assert torch.equal(ours[2], theirs[2])
    torch.testing.assert_close(ours[0], theirs[0], atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(ours[1], theirs[1] * theirs[2][..., None], atol=1e-5, rtol=1e-5)


@torch.no_grad()
@pytest.mark.parametrize("negative", ["hiss", ""])
def test_what_the_network_is_told_is_the_pipelines_own(
    audioldm2: AudioLDM2, audioldm2_pipeline: Any, negative: str
) -> None:
    hidden, read, written = audioldm2_pipeline.encode_prompt(PROMPT, "cpu", 1, True, negative_prompt=negative)
    told = audioldm2.condition([PROMPT], [negative], SECONDS)
    assert_close(told.negative, (written[:1], hidden[:1], read[:1]))
    assert_close(told.positive, (written[1:], hidden[1:], read[1:]))


def test_a_negative_that_is_longer_than_its_prompt_is_read_to_its_end(audioldm2: AudioLDM2) -> None:
    told = audioldm2.condition(["rain"], [PROMPT], SECONDS)
    assert_close(told.negative, audioldm2.condition([PROMPT], [""], SECONDS).positive)
    alone = audioldm2.condition(["rain"], [""], SECONDS).positive
    torch.testing.assert_close(told.positive[0], alone[0], atol=1e-5, rtol=1e-5)
    assert told.positive[2].sum() == alone[2].sum() < told.negative[2].sum()
    assert told.notes == ()


def test_nothing_is_drawn_for_what_is_written(audioldm2: AudioLDM2) -> None:
    told = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        before = torch.get_rng_state()
        told.append(audioldm2.condition([PROMPT], ["hiss"], SECONDS))
        assert torch.equal(torch.get_rng_state(), before)
    assert all(map(torch.equal, told[0].positive + told[0].negative, told[1].positive + told[1].negative))


def test_a_prompt_is_cut_where_the_language_model_has_no_more_places(audioldm2_folder: Path, tmp_path: Path) -> None:
    own = copied(audioldm2_folder, tmp_path)
    edited("tokenizer_2/tokenizer_config.json", model_max_length=10**30)(own)
    told = load_family(own, "float32").condition(["drum " * 40], [""], SECONDS)
    assert told.positive[2].sum() == 99 - WRITTEN - 5
    assert "first 86 tokens" in told.notes[-1]


def test_a_language_model_without_its_head_writes_the_same(
    audioldm2: AudioLDM2, audioldm2_folder: Path, tmp_path: Path
) -> None:
    own = copied(audioldm2_folder, tmp_path)
    with quiet():
        GPT2Model.from_pretrained(audioldm2_folder / "language_model").save_pretrained(own / "language_model")
    edited("model_index.json", language_model=["transformers", "GPT2Model"])(own)
    family = load_family(own, "float32")
    told = [each.condition([PROMPT], ["hiss"], SECONDS).positive[0] for each in (family, audioldm2)]
    assert torch.equal(*told)


def test_how_much_is_written_stands_in_the_language_models_folder(audioldm2_folder: Path, tmp_path: Path) -> None:
    own = copied(audioldm2_folder, tmp_path)
    edited("language_model/config.json", max_new_tokens=3)(own)
    assert load_family(own, "float32").condition([PROMPT], [""], SECONDS).positive[0].shape == (1, 3, 16)


@pytest.mark.parametrize("written", [50, 10**9, None])
def test_an_impossible_number_of_states_is_refused(audioldm2_folder: Path, tmp_path: Path, written: object) -> None:
    own = copied(audioldm2_folder, tmp_path)
    edited("language_model/config.json", max_new_tokens=written)(own)
    with pytest.raises(ModelError, match="1 to 49 can be"):
        load_family(own, "float32")


def test_a_model_that_speaks_is_refused(audioldm2_folder: Path, tmp_path: Path) -> None:
    own = copied(audioldm2_folder, tmp_path)
    for file in (own / "text_encoder_2").iterdir():
        file.unlink()
    small = {"hidden_size": 8, "ffn_dim": 8, "flow_size": 8, "spectrogram_bins": 8, "num_hidden_layers": 1}
    thin = {"upsample_initial_channel": 64, "num_attention_heads": 1, "prior_encoder_num_wavenet_layers": 1}
    with quiet():
        VitsModel(VitsConfig(vocab_size=20, **small, **thin)).save_pretrained(own / "text_encoder_2")
    edited("model_index.json", text_encoder_2=["transformers", "VitsModel"])(own)
    with pytest.raises(ModelError, match="reads transcriptions with VitsModel"):
        load_family(own, "float32")


def test_its_folder_names_all_of_its_parts(audioldm2_folder: Path) -> None:
    named = json.loads((audioldm2_folder / "model_index.json").read_text())
    assert named["unet"] == ["audioldm2", "AudioLDM2UNet2DConditionModel"]
    assert named["projection_model"] == ["audioldm2", "AudioLDM2ProjectionModel"]


def test_its_card(audioldm2: AudioLDM2) -> None:
    card = audioldm2.card
    assert (card.family, card.schedule, card.distilled) == ("audioldm-2", "variance-preserving", False)
    assert (card.default_steps, card.default_guidance, card.inpaints) == (200, 3.5, False)
    assert (card.rate_hz, card.channels, card.frames_per_column, card.longest_seconds) == (16000, 1, 640, 5.12)
    assert card.highest_sigma == pytest.approx(83.8, abs=0.1)
