"""Guidance: what it computes, and how often the network is called for it."""

import pytest
import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise
from engine.diffusion.guidance import guided, guided_together
from engine.diffusion.start import noise_of

LATENTS = noise_of([0, 1], (2, 8))


class Counted:
    """A network whose estimate is the latents times a factor for each item; keeps how many items each call had."""

    def __init__(self, *factors: float) -> None:
        self.factors, self.calls = torch.tensor(factors), list[int]()

    def __call__(self, latents: Tensor, sigma: float) -> Tensor:
        self.calls.append(len(latents))
        return latents * self.factors[:, None, None]


@pytest.mark.parametrize("guidance", [0.0, 2.5, 7.0])
def test_guidance_goes_away_from_the_unprompted(guidance: float) -> None:
    prompted, unprompted, both = Counted(0.75, 0.75), Counted(0.5, 0.5), Counted(0.75, 0.75, 0.5, 0.5)
    over_two = guided(prompted, unprompted, guidance)(LATENTS, 1.0)
    in_one = guided_together(prompted, both, guidance)(LATENTS, 1.0)
    torch.testing.assert_close(over_two, LATENTS * (0.5 + 0.25 * guidance))
    assert torch.equal(in_one, over_two)
    assert (prompted.calls, unprompted.calls, both.calls) == ([2], [2], [4])


def test_a_guidance_of_1_calls_the_network_once() -> None:
    prompted, never = Counted(0.75, 0.75), Counted()
    ways: list[Denoise] = [guided(prompted, never, 1), guided_together(prompted, never, 1)]
    for done, denoise in enumerate(ways, start=1):
        assert torch.equal(denoise(LATENTS, 1.0), LATENTS * 0.75)
        assert prompted.calls == [2] * done
    assert never.calls == []
