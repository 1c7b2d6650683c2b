"""The halves of a batch on two threads, each with one of torch's: where layers are too small to be shared out.

Layers that wait for each other gain nothing by a second thread, and two batches never wait. The second half is computed
on a thread of this module's own, made for one call: some tens of microseconds.
"""

from concurrent.futures import ThreadPoolExecutor

import torch
from torch import Tensor

from engine.diffusion.denoise import TIME
from engine.families.guidance import Estimate
from engine.threads import another_core

_FEWEST_COLUMNS = 64
"""Of Ember's, 3 s: of fewer, a half takes less time than two threads lose to each other."""


def side_by_side(estimate: Estimate) -> Estimate:
    """The same estimate; of several long latents on a CPU by halves, where torch has one thread and a core is free."""

    def halves(latents: Tensor, sigma: float, told: tuple[Tensor, ...]) -> Tensor:
        if len(latents) < 2 or latents.shape[TIME] < _FEWEST_COLUMNS or not _pays(latents):
            return estimate(latents, sigma, told)
        half = len(latents) // 2
        with ThreadPoolExecutor(1) as helper:
            second = helper.submit(estimate, latents[half:], sigma, tuple(each[half:] for each in told))
            first = estimate(latents[:half], sigma, tuple(each[:half] for each in told))
            return torch.cat((first, second.result()))

    return halves


def _pays(latents: Tensor) -> bool:
    return latents.device.type == "cpu" and torch.get_num_threads() == 1 and another_core()
