"""A transformer in fewer calls says what it said, whatever it is told; in bfloat16 as nearly as its digits allow."""

import copy
from typing import Any

import pytest
import torch
from diffusers import StableAudio3DiTModel
from torch import Tensor
from torch.overrides import TorchFunctionMode

from engine.families.fewer_calls import with_fewer_calls

COLUMNS = 20


class Calls(TorchFunctionMode):
    """Counts what is called of torch, as long as it is entered."""

    count = 0

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += 1
        return function(*args, **(kwargs or {}))


def transformer(differential: bool) -> Any:
    torch.manual_seed(0)
    made: Any = StableAudio3DiTModel(  # type: ignore[no-untyped-call]
        io_channels=8,
        embed_dim=128,
        depth=2,
        num_heads=4,
        cond_token_dim=32,
        global_cond_dim=32,
        local_add_cond_dim=9,
        timestep_features_dim=16,
        num_memory_tokens=4,
        use_differential_attention=differential,
    )
    for weight in made.parameters():
        torch.nn.init.normal_(weight, std=0.2)
    return made.eval()


@torch.inference_mode()
def said(network: Any, tokens_read: int, local: bool) -> Tensor:
    """The velocity of two latents, of whose six tokens so many are read."""
    generator = torch.Generator().manual_seed(1)
    dtype = network.proj_in.weight.dtype
    latents, text, length, known = (
        torch.randn(*shape, generator=generator).to(dtype)
        for shape in ((2, 8, COLUMNS), (2, 6, 32), (2, 32), (2, 9, COLUMNS))
    )
    velocity: Tensor = network(
        latents,
        torch.full((2,), 0.7),
        encoder_hidden_states=text,
        global_hidden_states=length,
        encoder_attention_mask=(torch.arange(6) < tokens_read).expand(2, -1),
        local_add_cond=known if local else None,
        return_dict=False,
    )[0]
    return velocity


@pytest.mark.parametrize("differential", [False, True])
@pytest.mark.parametrize(("tokens_read", "local"), [(6, False), (2, False), (3, True)])
def test_it_says_what_it_said(differential: bool, tokens_read: int, local: bool) -> None:
    before = said(transformer(differential), tokens_read, local)
    after = said(with_fewer_calls(transformer(differential)), tokens_read, local)
    assert before.std() > 0.1
    torch.testing.assert_close(after, before, atol=1e-4, rtol=1e-4)


def test_in_bfloat16_it_is_as_near_to_what_float32_says() -> None:
    exact = said(transformer(False), 6, False)
    coarse = transformer(False).to(torch.bfloat16)
    before, after = (said(each, 6, False).float() for each in (coarse, with_fewer_calls(copy.deepcopy(coarse))))
    assert (after - exact).square().mean() < 1.2 * (before - exact).square().mean()


def test_plain_attention_takes_fewer_calls() -> None:
    counts = []
    for network in (transformer(False), with_fewer_calls(transformer(False))):
        with Calls() as calls:
            said(network, 6, False)
        counts.append(calls.count)
    assert counts[1] < 0.7 * counts[0]


@pytest.mark.filterwarnings("error")
def test_what_autocast_rounds_is_normed_as_it_was() -> None:
    with torch.autocast("cpu", torch.bfloat16):
        before, after = (
            said(each, 6, False).float() for each in (transformer(False), with_fewer_calls(transformer(False)))
        )
    torch.testing.assert_close(after, before, atol=0.05, rtol=0.05)
