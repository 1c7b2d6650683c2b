"""A step that is shared out: gradients of parts of a batch, their mean, and the averaged weights after it.

On a CPU each part has a thread of this module and torch has one thread for each: a third faster than one part after the
other on two threads of torch's.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch
from torch import Tensor, nn

_LARGEST_GRADIENT = 1.0

Gradients = tuple[Tensor, ...]
Part = TypeVar("Part")
Share = TypeVar("Share")


def shared_out(share: Callable[[Part, int], Share], parts: list[Part], generator: torch.Generator) -> list[Share]:
    """What each part of a batch comes to, called with the part and a seed: at once on a CPU, in turn elsewhere."""
    seeds = torch.randint(2**31, (len(parts),), generator=generator, device=generator.device).tolist()
    if generator.device.type != "cpu":
        return [share(part, seed) for part, seed in zip(parts, seeds, strict=True)]
    with ThreadPoolExecutor(len(parts), initializer=torch.set_num_threads, initargs=(1,)) as threads:
        return list(threads.map(share, parts, seeds))


def stepped(
    optimizer: torch.optim.Optimizer, learning: list[nn.Parameter], shares: Sequence[Gradients], rate: float
) -> None:
    """Move the parameters by the mean of the gradients of each share, none larger than 1 all together.

    The gradients of the first share become the mean.
    """
    for group in optimizer.param_groups:
        group["lr"] = rate
    first, *others = shares
    for each in others:
        torch._foreach_add_(first, each)
    torch._foreach_div_(first, 1 + len(others))
    for parameter, gradient in zip(learning, first, strict=True):
        parameter.grad = gradient
    nn.utils.clip_grad_norm_(learning, _LARGEST_GRADIENT)
    optimizer.step()


@torch.no_grad()
def remembered(average: nn.Module, network: nn.Module, memory: float) -> None:
    """Move averaged weights on, of which so much stays, 0..1."""
    torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), 1 - memory)
