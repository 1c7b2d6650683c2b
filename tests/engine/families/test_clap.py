"""CLAP's words: the whole model and its text half are one, and a direction is of length 1."""

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from transformers import ClapTextConfig, ClapTextModelWithProjection

from engine.families.clap import directions_of
from tests.engine.families.tiny import CLAP_TEXT, roberta
from tests.engine.families.tiny_audioldm2 import whole_clap


@pytest.fixture(scope="module")
def clap() -> Any:
    torch.manual_seed(0)
    return whole_clap()


@pytest.fixture(autouse=True)
def without_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


def test_the_text_half_alone_gives_the_same_directions(clap: Any) -> None:
    half = ClapTextModelWithProjection(ClapTextConfig(**CLAP_TEXT)).eval()
    half.load_state_dict({name: tensor for name, tensor in clap.state_dict().items() if name.startswith("text_")})
    (one, _), (other, _) = (directions_of(network, roberta(), ["a pad", "hiss"]) for network in (clap, half))
    assert torch.equal(one, other)


def test_directions_are_those_of_transformers_own(clap: Any) -> None:
    tokens = roberta()(["a pad"], padding="max_length", max_length=64, return_tensors="pt")
    theirs = clap.get_text_features(**tokens).pooler_output
    ours, notes = directions_of(clap, roberta(), ["a pad"])
    torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=1e-5)
    assert float(ours.norm()) == pytest.approx(1)
    assert notes == ()


def test_a_text_is_cut_at_the_tokenizers_limit_and_told(clap: Any) -> None:
    (cut, notes), (longer, _) = (directions_of(clap, roberta(), ["x" * length]) for length in (70, 80))
    assert torch.equal(cut, longer)
    assert "first 64 tokens" in notes[0]
