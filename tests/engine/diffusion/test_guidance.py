"""Guidance: what it computes, and how often the network is called for it."""

import pytest
import torch
from torch import Tensor

from engine.diffusion.guidance import guided_apart, guided_together
from engine.diffusion.start import noise_of

LATENTS = noise_of([0, 1], (2, 8))


class Counted:
    """A network whose estimate is the latents times a factor for each item; keeps how many items each call had."""

    def __init__(self, *factors: float) -> None:
        self.factors, self.calls = torch.tensor(factors), list[int]()

    def __call__(self, latents: Tensor, sigma: float) -> Tensor:
        self.calls.append(len(latents))
        return latents * self.factors[:, None, None]


@pytest.mark.parametrize("guidance", [0.0, 1.0, 2.5, 7.0])
def test_guidance_goes_away_from_the_unprompted(guidance: float) -> None:
    both = Counted(0.75, 0.75, 0.5, 0.5)
    torch.testing.assert_close(guided_together(both, [guidance])(LATENTS, 1.0), LATENTS * (0.5 + 0.25 * guidance))
    assert both.calls == [4]


def test_two_guidances_add_up() -> None:
    all_told = Counted(0.75, 0.75, 0.5, 0.5, 1.0, 1.0)
    expected = LATENTS * (0.75 + 2 * 0.25 - 4 * 0.25)
    torch.testing.assert_close(guided_together(all_told, [3.0, 5.0])(LATENTS, 1.0), expected)
    assert all_told.calls == [6]


def test_without_any_the_network_is_called_once_for_the_prompt() -> None:
    prompted = Counted(0.75, 0.75)
    assert torch.equal(guided_together(prompted, [])(LATENTS, 1.0), LATENTS * 0.75)
    assert prompted.calls == [2]


def test_guidance_apart_adds_what_it_changes_elsewhere() -> None:
    told, strict, plain = Counted(0.25, 0.25), Counted(2.0, 2.0), Counted(0.5, 0.5)
    torch.testing.assert_close(guided_apart(told, strict, plain)(LATENTS, 1.0), LATENTS * (0.25 + 2.0 - 0.5))
