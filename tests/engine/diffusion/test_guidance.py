"""Guidance: what it computes, and how often the network is called for it."""

import pytest
import torch
from torch import Tensor

from engine.diffusion.denoise import Denoise
from engine.diffusion.guidance import guided_apart, guided_together, guided_together_in_turns
from engine.diffusion.sigmas import share_of
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


def counted_in_turns() -> tuple[Counted, Counted, Denoise]:
    """Both networks told of a prompt, one of them also of what it's led away from, and a guidance of 3 in turns."""
    both, prompted = Counted(0.75, 0.75, 0.5, 0.5), Counted(0.75, 0.75)
    return both, prompted, guided_together_in_turns(both, prompted, [3.0])


def test_in_turns_every_other_call_after_the_second_is_of_the_prompt_alone() -> None:
    both, prompted, denoise = counted_in_turns()
    for calls_of_both, calls_of_prompt, sigma in ((1, 0, 99.0), (2, 0, 4.0), (2, 1, 1.5), (3, 1, 0.7), (3, 2, 0.25)):
        denoise(LATENTS, sigma)
        assert (len(both.calls), len(prompted.calls)) == (calls_of_both, calls_of_prompt)


def test_in_turns_guidance_changes_a_velocity_as_it_did_the_call_before() -> None:
    _, _, denoise = counted_in_turns()
    first, second, third = (denoise(scale * LATENTS, sigma) for scale, sigma in ((1, 99.0), (2, 4.0), (1, 1.5)))
    torch.testing.assert_close(first, LATENTS * (0.75 + 2 * 0.25))
    torch.testing.assert_close(second, 2 * LATENTS * (0.75 + 2 * 0.25))
    change_of_velocity = 2 * LATENTS * 2 * 0.25 / share_of(4.0)
    torch.testing.assert_close(third, LATENTS * 0.75 + change_of_velocity * share_of(1.5))


@pytest.mark.parametrize("sigma", [4.0, 8.0])
def test_in_turns_a_sigma_that_does_not_fall_begins_anew(sigma: float) -> None:
    both, prompted, denoise = counted_in_turns()
    for each in (99.0, 4.0, sigma, sigma / 2):
        torch.testing.assert_close(denoise(LATENTS, each), LATENTS * (0.75 + 2 * 0.25))
    assert (len(both.calls), len(prompted.calls)) == (4, 0)


def test_in_turns_without_guidance_each_call_is_the_prompt_alone() -> None:
    prompted = Counted(0.75, 0.75)
    denoise = guided_together_in_turns(prompted, prompted, [])
    for sigma in (99.0, 4.0, 1.5, 0.7):
        assert torch.equal(denoise(LATENTS, sigma), LATENTS * 0.75)
