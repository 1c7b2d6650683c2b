"""Cancel within one block of a network, and the same bits afterwards."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import nn

from engine.errors import Cancelled
from engine.families.family import Family
from engine.families.stopping import stopping


class Patience:
    """Lets that many blocks begin, and stops at the next."""

    def __init__(self, blocks: int) -> None:
        self.left = blocks
        self.asked = 0

    def __call__(self) -> None:
        self.asked += 1
        if self.asked > self.left:
            raise Cancelled


def verbs(family: Family) -> dict[str, Callable[[], torch.Tensor]]:
    """Everything that computes for longer than a moment."""
    card = family.card
    condition = family.condition(["a pad"], ["hiss"], 0.4)
    latent = torch.randn(card.latent_shape(1, 9), generator=torch.Generator().manual_seed(0))
    return {
        "condition": lambda: family.condition(["a pad"], [""], 0.4).positive[0],
        "denoise": lambda: family.denoise(condition, 2.0)(latent, 1.0),
        "decode": lambda: torch.cat([torch.from_numpy(block) for block in family.decode(latent)]),
    }


@pytest.mark.parametrize("verb", ["condition", "denoise", "decode"])
@pytest.mark.parametrize("blocks", [0, 1])
def test_it_stops_at_the_next_block_and_gives_the_same_bits_afterwards(family: Family, verb: str, blocks: int) -> None:
    call, patience = verbs(family)[verb], Patience(blocks)
    before = call()
    with pytest.raises(Cancelled), stopping(family.networks, patience):
        call()
    assert patience.asked == blocks + 1
    assert torch.equal(call(), before)
    assert patience.asked == blocks + 1


def test_who_lets_it_go_on_changes_nothing(family: Family) -> None:
    call, patience = verbs(family)["denoise"], Patience(10**6)
    before = call()
    with stopping(family.networks, patience):
        assert torch.equal(call(), before)
    assert patience.asked >= 3


def test_a_block_that_is_in_two_lists_is_asked_for_once() -> None:
    block = nn.Linear(2, 2)
    network = nn.Sequential(block)
    network.named = nn.ModuleList([block])
    network.again = nn.ModuleList([block])
    patience = Patience(10)
    with stopping([network, network], patience):
        block(torch.zeros(1, 2))
    assert patience.asked == 1


def test_other_errors_leave_no_hook_behind(family: Family) -> None:
    patience = Patience(10**6)
    with pytest.raises(ZeroDivisionError), stopping(family.networks, patience):
        raise ZeroDivisionError
    verbs(family)["denoise"]()
    assert patience.asked == 0


def test_blocks_that_another_thread_computes_ask_nobody() -> None:
    network, asked = nn.ModuleList([nn.Identity()]), Patience(0)
    with stopping((network,), asked), ThreadPoolExecutor(1) as helper:
        assert helper.submit(network[0], torch.ones(1)).result() == 1
        with pytest.raises(Cancelled):
            network[0](torch.ones(1))
    assert asked.asked == 1
