"""Schedules: the sigmas that a sampler visits, falling, the last of them 0.0; and where an edit begins among them.

A schedule has all of its steps wherever it begins: an edit of little strength takes as many, smaller ones. It begins
exactly where it was told to, so noise latents to its first sigma. Beginning at 0 it is `[0.0]`: nothing to do.
"""

import math

from engine.errors import RangeError

KARRAS_RHO = 7.0
FLOW_HIGHEST_SHARE = 1 / (1 + math.exp(-6.2))
"""The share of noise at which Stable Audio 3 begins: the logarithm of its signal over its noise is -6.2."""

_FLOW_LOWEST_SIGMA = math.exp(-2.0)
"""Where Stable Audio 3's spacing would end if its last sigma weren't replaced by 0."""

_SMALLEST_SPAN = 10.0
"""A schedule that begins near its lowest sigma, or below it, ends this many times lower than it begins."""


def karras(steps: int, highest: float, lowest: float) -> list[float]:
    """A schedule of `steps` + 1 sigmas for variance-preserving models, dense where sigma is low: Karras et al., 2022.

    The last sigma before 0 is `lowest`, or less where `highest` is near it. Raises `RangeError` for less than one
    step or a sigma that isn't finite and positive.
    """
    _check(steps, highest)
    _check_lowest(lowest)
    if highest == 0:
        return [0.0]
    begin, end = highest ** (1 / KARRAS_RHO), _end(highest, lowest) ** (1 / KARRAS_RHO)
    spaces = max(steps - 1, 1)
    later = [(begin + (end - begin) * step / spaces) ** KARRAS_RHO for step in range(1, steps)]
    return [highest, *later, 0.0]


def exponential(steps: int, highest: float, lowest: float) -> list[float]:
    """A schedule of `steps` + 1 sigmas, even in the logarithm of sigma: what Stable Audio Open's makers sample by.

    The last sigma before 0 is `lowest`, or less where `highest` is near it. Raises `RangeError` as `karras` does.
    """
    _check(steps, highest)
    _check_lowest(lowest)
    if highest == 0:
        return [0.0]
    ratio, spaces = _end(highest, lowest) / highest, max(steps - 1, 1)
    return [highest, *(highest * ratio ** (step / spaces) for step in range(1, steps)), 0.0]


def flow(steps: int, highest_share: float) -> list[float]:
    """A schedule of `steps` + 1 sigmas for rectified flow, even in the logarithm of signal over noise.

    The spacing of Stable Audio 3 (2026), which its distilled weights were made for. `highest_share`, 0..1 but below
    1, is the first time: the share of noise in the mixture. Raises `RangeError` outside of that or below one step.
    """
    highest = _sigma_at(highest_share)
    _check(steps, highest)
    if highest == 0:
        return [0.0]
    ratio = _end(highest, _FLOW_LOWEST_SIGMA) / highest
    return [highest, *(highest * ratio ** (step / steps) for step in range(1, steps)), 0.0]


def even_flow(steps: int, highest_share: float) -> list[float]:
    """A schedule of `steps` + 1 sigmas for rectified flow, even in its time, for weights that are not distilled.

    `highest_share`, 0..1 but below 1, is the first time. Raises `RangeError` as `flow` does.
    """
    highest = _sigma_at(highest_share)
    _check(steps, highest)
    if highest == 0:
        return [0.0]
    return [highest, *(_sigma_at(highest_share * (steps - step) / steps) for step in range(1, steps)), 0.0]


def sigma_of(strength: float, highest: float) -> float:
    """The sigma at which an edit begins: 0 for a strength of 0 (the source stays), `highest` for 1 (nothing of it).

    Between them the share of noise in a flow's mixture grows evenly with the strength. Raises `RangeError` for a
    strength outside of 0..1.
    """
    if not 0 <= strength <= 1:
        raise RangeError(f"The strength of an edit goes from 0 to 1; {strength:g} was asked for.")
    return strength * highest / (1 + highest * (1 - strength))


def share_of(sigma: float) -> float:
    """The share of noise in a flow's mixture, its time, 0..1, at a sigma.

    >>> share_of(1.0)
    0.5
    """
    return sigma / (1 + sigma)


def _sigma_at(share: float) -> float:
    if not 0 <= share < 1:
        raise RangeError(f"The first time of a flow is from 0 to below 1, its share of noise; it is {share:g}.")
    return share / (1 - share)


def _end(highest: float, lowest: float) -> float:
    return min(lowest, highest / _SMALLEST_SPAN)


def _check(steps: int, highest: float) -> None:
    if steps < 1:
        raise RangeError(f"A schedule has at least one step; {steps} were asked for.")
    if not 0 <= highest < math.inf:
        raise RangeError(f"The highest sigma has to be finite and not below 0; it is {highest:g}.")


def _check_lowest(lowest: float) -> None:
    if not 0 < lowest < math.inf:
        raise RangeError(f"The lowest sigma has to be finite and above 0; it is {lowest:g}.")
