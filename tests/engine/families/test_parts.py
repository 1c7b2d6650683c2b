"""The parts of a pipeline one by one, and the quiet under which they are loaded."""

import warnings
from pathlib import Path

import pytest
import torch
from diffusers.utils import logging as theirs
from safetensors.torch import load_file, save_file

from engine import ModelError
from engine.families.folder import looked_at
from engine.families.loading import load_family
from engine.families.parts import network_of, quiet, scheduler_of, tokenizer_of
from tests.engine.families.tiny import copied


def test_a_part_comes_in_the_precision_that_was_asked_for_and_does_not_learn(audioldm_folder: Path) -> None:
    with quiet():
        unet = network_of(looked_at(audioldm_folder), "unet", torch.bfloat16)
    assert {weight.dtype for weight in unet.parameters()} == {torch.bfloat16}
    assert not unet.training
    assert not any(weight.requires_grad for weight in unet.parameters())


def test_a_tokenizer_and_a_scheduler_come_from_their_folders(audioldm_folder: Path) -> None:
    folder = looked_at(audioldm_folder)
    with quiet():
        assert tokenizer_of(folder).model_max_length == 64
        assert scheduler_of(folder).config.beta_end == 0.0195


def test_quiet_ends_with_an_error(caplog: pytest.LogCaptureFixture) -> None:
    before, logger = theirs.get_verbosity(), theirs.get_logger("diffusers.families")

    def fail() -> None:
        with quiet():
            warnings.warn("not to be seen", stacklevel=1)
            logger.warning("not to be seen")
            raise ModelError

    with pytest.raises(ModelError):
        fail()
    logger.warning("to be seen")
    assert caplog.messages == ["to be seen"]
    assert theirs.get_verbosity() == before


def test_what_a_network_counts_out_itself_may_be_missing(audioldm_folder: Path, tmp_path: Path) -> None:
    own = copied(audioldm_folder, tmp_path)
    file = own / "text_encoder" / "model.safetensors"
    tensors = load_file(file)
    tensors.pop("text_model.embeddings.position_ids")
    save_file(tensors, file, {"format": "pt"})
    told = [load_family(path, "float32").condition(["a pad"], [""], 0.4).positive[0] for path in (own, audioldm_folder)]
    assert torch.equal(*told)
