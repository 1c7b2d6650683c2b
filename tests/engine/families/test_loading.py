"""Loading a person's folder: offline, quiet, whole, and never more than a sentence where it fails."""

import json
import logging
import math
import shutil
import socket
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from engine import ModelError
from engine.families.loading import best_precision, load_family
from engine.families.stable_audio3 import StableAudio3
from engine.models.gauge import Gauge
from engine.models.words.lasting import Lasting
from engine.precision import multiplies_bfloat16_faster
from tests.engine.families import own_vae
from tests.engine.families.conftest import FAMILIES
from tests.engine.families.tiny import copied, weights_of


@pytest.fixture(params=FAMILIES)
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(f"{request.param}_folder")
    return found


def test_nobody_is_asked_over_the_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_anything: Any) -> Any:
        raise AssertionError("the network was touched")

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    load_family(folder, "float32")


def test_nothing_reaches_the_console(
    folder: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    from diffusers.utils import logging as theirs

    before, filters = theirs.get_verbosity(), list(warnings.filters)
    load_family(folder, "float32")
    assert capfd.readouterr() == ("", "")
    assert caplog.messages == []
    assert theirs.get_verbosity() == before < logging.CRITICAL
    assert theirs.is_progress_bar_enabled()
    assert list(warnings.filters) == filters


def test_the_same_weights_have_the_same_hash_and_others_another(folder: Path, tmp_path: Path) -> None:
    own = copied(folder, tmp_path)
    first = load_family(folder, "float32").card.weights
    assert load_family(own, "float32").card.weights == first
    weights = own / "vae" / "diffusion_pytorch_model.safetensors"
    save_file({name: tensor * 1.001 for name, tensor in load_file(weights).items()}, weights)
    assert load_family(own, "float32").card.weights != first


def test_gauge_and_tuner_belong_to_the_model_and_may_be_left_out(ember_folder: Path, tmp_path: Path) -> None:
    own = copied(ember_folder, tmp_path)
    whole = load_family(own, "float32")
    shutil.rmtree(own / "gauge")
    ungauged = load_family(own, "float32")
    shutil.rmtree(own / "tuner")
    without = load_family(own, "float32")
    assert whole.card.scale is not None
    assert ungauged.card.scale is None
    assert len({family.card.weights for family in (whole, ungauged, without)}) == 3
    assert isinstance(ungauged, StableAudio3)
    assert isinstance(without, StableAudio3)
    assert ungauged.tuner is not None
    assert without.tuner is None


def test_a_gauge_of_other_latents_is_refused(ember_folder: Path, tmp_path: Path) -> None:
    own = copied(ember_folder, tmp_path)
    gauge: Gauge = Gauge([[0.0, 1.0]] * 5, size=8)
    gauge.save_pretrained(own / "gauge")
    with pytest.raises(ModelError, match="reads 8 numbers, and the latents have 64"):
        load_family(own, "float32")


def test_how_long_sounds_last_is_loaded_and_refused_for_places_of_other_texts(
    ember_folder: Path, tmp_path: Path
) -> None:
    own = copied(ember_folder, tmp_path)
    fitting: Lasting = Lasting(space=16)
    fitting.save_pretrained(own / "lasting")
    family = load_family(own, "float32")
    assert isinstance(family, StableAudio3)
    assert family.lasting is not None
    assert 0 < family.lasting_seconds("a dog barking") < 3
    other: Lasting = Lasting(space=17)
    other.save_pretrained(own / "lasting")
    with pytest.raises(ModelError, match="reads 17 numbers, and places of texts have 16"):
        load_family(own, "float32")


def a_weight_of(tensors: dict[str, torch.Tensor]) -> str:
    """One that the network has nowhere else: T5 shares its `shared`."""
    return max(name for name in tensors if ".weight" in name and not name.startswith("shared"))


def without_a_weight(part: Path) -> None:
    (file,) = weights_of(part)
    tensors = load_file(file)
    del tensors[a_weight_of(tensors)]
    save_file(tensors, file, {"format": "pt"})


def with_a_weight_of_another_shape(part: Path) -> None:
    (file,) = weights_of(part)
    tensors = load_file(file)
    name = a_weight_of(tensors)
    save_file(tensors | {name: torch.cat((tensors[name], tensors[name]))}, file, {"format": "pt"})


def not_a_number(part: Path) -> None:
    (file,) = weights_of(part)
    save_file({name: tensor * math.nan for name, tensor in load_file(file).items()}, file)


def cut_short(own: Path) -> None:
    file = own / "vae" / "diffusion_pytorch_model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])


def edited(file: str, **changes: Any) -> Callable[[Path], None]:
    def edit(own: Path) -> None:
        (own / file).write_text(json.dumps(json.loads((own / file).read_text()) | changes))

    return edit


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda own: without_a_weight(own / "vae"), "vae lacks 1 of its weights"),
        (lambda own: without_a_weight(own / "text_encoder"), "text_encoder lacks 1 of its weights"),
        (lambda own: with_a_weight_of_another_shape(own / "vae"), "vae lacks 1 of its weights"),
        (lambda own: with_a_weight_of_another_shape(own / "text_encoder"), "text_encoder lacks 1 of its weights"),
        (lambda own: not_a_number(own / "vae"), "not finite"),
        (cut_short, "can't be loaded"),
        (lambda own: (own / "tokenizer" / "tokenizer.json").write_text("{}"), "can't be loaded"),
        (edited("model_index.json", vae=["diffusers", "DDIMScheduler"]), "which can't be one"),
        (edited("model_index.json", vae=["transformers", "pipeline"]), "which can't be one"),
        (edited("model_index.json", vae=["diffusers", "NoSuchClass"]), "which can't be one"),
        (edited("model_index.json", vae=["engine.no_such_module", "Vae"]), "can't be loaded"),
        (edited("model_index.json", scheduler=["diffusers", "AutoencoderKL"]), "which can't be one|is AutoencoderKL"),
    ],
)
def test_what_can_not_be_loaded_is_told_in_a_sentence(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], damage: Callable[[Path], object], says: str
) -> None:
    own = copied(folder, tmp_path)
    damage(own)
    with pytest.raises(ModelError, match=says) as refusal:
        load_family(own, "float32")
    assert "\n" not in str(refusal.value)
    assert capfd.readouterr() == ("", "")


def test_parts_that_do_not_belong_together_are_found_on_silence(stable_audio3_folder: Path, tmp_path: Path) -> None:
    own = copied(stable_audio3_folder, tmp_path)
    embedder = own / "duration_embedder" / "diffusion_pytorch_model.safetensors"
    save_file({name: tensor[:8] for name, tensor in load_file(embedder).items()}, embedder)
    edited("duration_embedder/config.json", output_dim=8)(own)
    with pytest.raises(ModelError, match="can't be loaded"):
        load_family(own, "float32")


def test_a_model_that_does_not_predict_the_noise_is_refused(audioldm_folder: Path, tmp_path: Path) -> None:
    own = copied(audioldm_folder, tmp_path)
    edited("scheduler/scheduler_config.json", prediction_type="v_prediction")(own)
    with pytest.raises(ModelError, match="predicts v_prediction"):
        load_family(own, "float32")


def test_the_schedulers_configuration_reaches_the_card(stable_audio3_folder: Path, tmp_path: Path) -> None:
    own = copied(stable_audio3_folder, tmp_path)
    edited("scheduler/scheduler_config.json", stochastic_sampling=True, shift=2.0)(own)
    card, plain = load_family(own, "float32").card, load_family(stable_audio3_folder, "float32").card
    assert (card.distilled, card.default_steps) == (True, 8)
    assert card.highest_sigma == 2 * plain.highest_sigma


def test_a_transformer_without_a_mask_says_so(stable_audio3_folder: Path, tmp_path: Path) -> None:
    own = copied(stable_audio3_folder, tmp_path)
    file = own / "transformer" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(file)
    thinner = {name: tensor[:, :5].contiguous() for name, tensor in tensors.items() if "local_embed.0.w" in name}
    save_file(tensors | thinner, file)
    edited("transformer/config.json", local_add_cond_dim=5)(own)
    assert not load_family(own, "float32").card.inpaints


def test_an_autoencoder_of_our_own_takes_the_place_of_sames(
    stable_audio3_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = copied(stable_audio3_folder, tmp_path)
    monkeypatch.setitem(sys.modules, "engine.own_vae", own_vae)
    for file in (own / "vae").iterdir():
        file.unlink()
    own_vae.OwnVae().save_pretrained(own / "vae")
    edited("model_index.json", vae=["engine.own_vae", "OwnVae"])(own)
    family = load_family(own, "float32")
    assert (family.card.rate_hz, family.card.channels, family.card.frames_per_column) == (4000, 1, 50)
    samples = 0.1 * np.random.default_rng(0).standard_normal((4000, 1), np.float32)
    (whole,) = family.decode(family.encode(samples))
    assert whole.shape == (4000, 1)


def test_the_best_precision_is_what_the_machine_is_made_for() -> None:
    assert best_precision("cpu") == ("bfloat16" if multiplies_bfloat16_faster() else "float32")
    assert best_precision("cuda") == "bfloat16"
