"""Guidance over every family: who is told what, and how often the network is called."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import torch

from engine import RangeError
from engine.families.family import Family
from engine.families.guidance import CONTROLS
from tests.engine.families.test_family import SECONDS, noise


@contextmanager
def rows_asked(family: Family) -> Iterator[list[int]]:
    """The number of rows of each call of the network that denoises."""
    rows: list[int] = []
    network = next(network for network in family.networks if _is_told_a_time(network))
    hook = network.register_forward_pre_hook(lambda _network, inputs: rows.append(len(inputs[0])))
    yield rows
    hook.remove()


def _is_told_a_time(network: torch.nn.Module) -> bool:
    return any(hasattr(network, name) for name in ("time_embedding", "to_timestep_embed", "timestep_proj"))


def test_without_guidance_the_network_is_called_once_for_the_prompt_alone(family: Family) -> None:
    condition = family.condition(["a pad"], ["hiss"], SECONDS)
    other = family.condition(["a pad"], ["bell"], SECONDS)
    with rows_asked(family) as rows:
        clean = family.denoise(condition, 1)(noise(family, 1), 2.0)
        assert rows == [1]
        family.denoise(condition, 2.5)(noise(family, 1), 2.0)
        assert rows == [1, 2]
    assert torch.equal(clean, family.denoise(other, 1)(noise(family, 1), 2.0))


def test_guidance_leads_from_the_negative_past_the_prompt(family: Family) -> None:
    # As many letters: AudioLDM 2 fills a negative up to its prompt's length, and hears that.
    forth, back = family.condition(["a pad"], ["noise"], SECONDS), family.condition(["noise"], [""], SECONDS)
    prompt, negative = (family.denoise(condition, 1)(noise(family, 1), 2.0) for condition in (forth, back))
    guided = family.denoise(forth, 4.0)(noise(family, 1), 2.0)
    torch.testing.assert_close(guided, negative + 4 * (prompt - negative), atol=1e-4, rtol=1e-4)
    assert (prompt - negative).abs().max() > 1e-3


def test_rows_are_shared_out_among_the_prompts(family: Family) -> None:
    condition = family.condition(["a pad", "bell"], ["", ""], SECONDS)
    together = family.denoise(condition, 1)(noise(family, 4), 1.5)
    second = family.denoise(family.condition(["bell"], [""], SECONDS), 1)(noise(family, 4)[2:], 1.5)
    torch.testing.assert_close(together[2:], second, atol=2e-5, rtol=1e-5)
    with pytest.raises(RangeError, match="3 latents can't be shared out among 2 prompts"):
        family.denoise(condition, 1)(noise(family, 3), 1.5)


@pytest.mark.parametrize("guidance", [-0.1, float("inf"), float("nan")])
def test_an_impossible_guidance_is_refused(family: Family, guidance: float) -> None:
    with pytest.raises(RangeError, match="0 or more"):
        family.denoise(family.condition(["a"], [""], SECONDS), guidance)


def test_what_is_set_is_followed_strictly_beside_the_words(family: Family) -> None:
    told = family.condition(["a pad"], ["bell"], SECONDS)
    unset = family.condition(["a dog"], [""], SECONDS)
    with_controls = replace(told, unset=unset.positive)
    noisy = noise(family, 1)
    prompt, negative, plain = (
        family.denoise(condition, guidance)(noisy, 2.0) for condition, guidance in ((told, 1), (told, 0), (unset, 1))
    )
    with rows_asked(family) as rows:
        alone = family.denoise(with_controls, 1)(noisy, 2.0)
        both = family.denoise(with_controls, 3.0)(noisy, 2.0)
        assert rows == [2, 3]
    set_further = (CONTROLS - 1) * (prompt - plain)
    torch.testing.assert_close(alone, prompt + set_further, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(both, prompt + (prompt - negative) + set_further, atol=1e-4, rtol=1e-4)
