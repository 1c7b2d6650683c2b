"""What ships is a folder that is loaded as any Stable Audio 3 is, and plays."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from engine.attribution import Credit
from engine.audio import Audio
from engine.errors import MissingError, ModelError
from engine.families.loading import load_family
from engine.families.parts import quiet
from engine.families.stable_audio3 import StableAudio3
from engine.models.codec.codec import load_codec
from engine.models.codec.framing import LATENT_HOP
from engine.models.diffusion.model import DiffusionModel
from engine.tasks import Generate, Inpaint
from engine.training.ember.latents import LatentSet
from engine.training.ember.network import FlowNetwork
from engine.training.ember.run import train
from engine.training.ember.shipping import Parts, codec_of, learned, ship
from engine.training.ember.words import Words, read_words
from engine.training.layout import save_halved
from engine.training.wish import Wish
from tests.engine.families.tiny import tiny_stable_audio3
from tests.engine.training.ember.fakes import TINY, caption_of, small_set

WIDER = replace(TINY, width=128)
"""With matrices large enough for 8 bits."""


@pytest.fixture(scope="module")
def latents(tmp_path_factory: pytest.TempPathFactory) -> LatentSet:
    return small_set(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def words() -> Any:
    """A pipeline whose text encoder and tokenizer serve."""
    with quiet():
        return tiny_stable_audio3()


@pytest.fixture(scope="module")
def shipped(latents: LatentSet, words: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("run")
    asked, read = Wish(steps=2, batch=2), Words(words.text_encoder, words.tokenizer)
    train(latents, run, asked, read, caption_of, lambda status: None, WIDER)
    codec = codec_of(load_codec().weights.network, latents)
    parts = Parts(learned(run, WIDER, words.text_encoder), words.tokenizer, codec)
    return ship(parts, tmp_path_factory.mktemp("ember"), [Credit("somebody", "CC0-1.0", "somewhere")])


@pytest.fixture(scope="module")
def family(shipped: Path) -> StableAudio3:
    found = load_family(shipped, "float32")
    assert isinstance(found, StableAudio3)
    return found


def test_it_is_loaded_by_the_family_and_makes_a_second(family: StableAudio3) -> None:
    card = family.card
    assert (card.rate_hz, card.channels, card.frames_per_column) == (44_100, 1, LATENT_HOP)
    assert (card.schedule, card.inpaints, card.distilled, card.longest_seconds) == ("flow", True, False, 6.0)
    model = DiffusionModel("ember", family)
    blocks = list(model.generate(Generate(prompt="a kick", seconds=1.0, steps=2), 5, _nothing, _nothing))
    assert len(blocks[0]) == 4 * LATENT_HOP
    sound = np.concatenate(blocks)
    assert sound.shape == (44_100, 1)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() > 0


def test_a_new_run_begins_with_what_ships(
    latents: LatentSet, family: StableAudio3, shipped: Path, tmp_path: Path
) -> None:
    words = read_words(shipped)
    wish = Wish(steps=1, batch=2, peak_rate=1e-12, weights=shipped)
    train(latents, tmp_path, wish, words, caption_of, lambda status: None, WIDER)
    begun = learned(tmp_path, WIDER, words.text_encoder).transformer.state_dict()
    for name, values in family.transformer.state_dict().items():
        if name in begun:
            torch.testing.assert_close(begun[name], values, atol=2e-3, rtol=2e-3)


def test_its_folder_says_how_it_is_best_sampled(family: StableAudio3) -> None:
    assert (family.card.default_steps, family.card.default_guidance) == (5, 4.0)


def test_it_goes_on_beyond_what_it_learned(family: StableAudio3) -> None:
    model = DiffusionModel("ember", family)
    assert model.card.longest_new_seconds == 600
    blocks = list(model.generate(Generate(prompt="rain", seconds=11.0, steps=2), 5, _nothing, _nothing))
    assert len(blocks[0]) == 4 * LATENT_HOP
    sound = np.concatenate(blocks)
    assert sound.shape == (11 * 44_100, 1)
    assert min(np.abs(second).max() for second in np.split(sound, 11)) > 0


def test_it_inpaints_natively(family: StableAudio3) -> None:
    source = Audio(0.1 * np.random.default_rng(0).standard_normal((44_100, 1)).astype(np.float32), 44_100)
    model = DiffusionModel("ember", family)
    blocks = model.edit(Inpaint(regions=((0.3, 0.6),)), (source,), 5, _nothing, _nothing)
    assert sum(len(block) for block in blocks) == 44_100


def test_weights_are_in_half_precision_but_for_what_tells_lengths_and_the_transformer(shipped: Path) -> None:
    for part, dtypes in (
        ("transformer", {torch.int8, torch.float16, torch.float32}),
        ("codec", {torch.float16}),
        ("duration_embedder", {torch.float32}),
    ):
        (file,) = (shipped / part).glob("*.safetensors")
        assert {values.dtype for values in load_file(file).values()} == dtypes


def test_the_transformer_may_be_in_half_precision_instead(shipped: Path, latents: LatentSet, words: Any) -> None:
    network, codec = FlowNetwork(TINY, words.text_encoder), codec_of(load_codec().weights.network, latents)
    out = shipped.with_name("halved")
    ship(Parts(network, words.tokenizer, codec), out, [], save_transformer=save_halved)
    (file,) = (out / "transformer").glob("*.safetensors")
    assert {values.dtype for values in load_file(file).values()} == {torch.float16}
    assert load_family(out, "float32").card.longest_seconds == 6.0


def test_its_latents_are_those_that_it_learned_from(family: StableAudio3, latents: LatentSet) -> None:
    sound = 0.1 * np.random.default_rng(0).standard_normal((4 * LATENT_HOP, 1)).astype(np.float32)
    raw = load_codec().weights.network.encoder(torch.from_numpy(sound.T)).mean
    expected = ((raw - latents.mean) / latents.deviation).transpose(1, 2)
    torch.testing.assert_close(family.encode(sound), expected, atol=1e-3, rtol=1e-3)


def test_training_asks_words_as_the_family_does(family: StableAudio3, shipped: Path) -> None:
    for words in (Words(family.text_encoder, family.tokenizer), read_words(shipped)):
        ids, read = words.read(["a kick", ""])
        hidden = words.text_encoder(ids, attention_mask=read)[0]
        condition = family.condition(["a kick"], [""], 1.0)
        for row, told in enumerate((condition.positive, condition.negative)):
            # The family fills up further, with what is not read.
            asked = told[1][0, :-1].bool()
            torch.testing.assert_close(told[0][0, :-1][asked], hidden[row][read[row].bool()])


def test_the_index_names_classes_and_the_list_names_people(shipped: Path) -> None:
    index = json.loads((shipped / "model_index.json").read_text())
    assert index["vae"] == ["engine.models.codec.autoencoder", "EmberCodec"]
    assert index["text_encoder"] == ["transformers", "T5GemmaEncoderModel"]
    assert "somebody" in (shipped / "ATTRIBUTION.md").read_text()


def test_weights_beyond_half_precision_are_not_shipped(latents: LatentSet, words: Any, tmp_path: Path) -> None:
    network = FlowNetwork(TINY, words.text_encoder)
    with torch.no_grad():
        network.transformer.proj_in.weight[0, 0] = 1e6
    codec = codec_of(load_codec().weights.network, latents)
    with pytest.raises(ModelError, match="beyond half precision"):
        ship(Parts(network, words.tokenizer, codec), tmp_path, [])


def test_a_run_that_has_not_validated_has_nothing_to_ship(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="name the folder of a run"):
        learned(tmp_path, TINY, torch.nn.Identity())


def test_what_is_missing_is_said_in_a_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "engine.training.ember", "--latents", "none", "--words", str(tmp_path)]
    tree = Path(__file__).parents[4]
    ended = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=60, check=False, env=os.environ)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("engine.training.ember: ")
    assert "Traceback" not in ended.stderr


def _nothing(*_told: object) -> None:
    return None
