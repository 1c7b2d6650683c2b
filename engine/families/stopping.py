"""Cancel inside a step: before every block of a network, somebody is asked whether to go on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from torch import nn

Check = Callable[[], None]
"""Returns to go on; raises `engine.errors.Cancelled` to stop."""


@contextmanager
def stopping(networks: Sequence[nn.Module], check: Check) -> Iterator[None]:
    """While open, `check` is called before each block of the networks, and may raise through them.

    A block is a member of a list of modules, however deep: a transformer's block, a convolution of a vocoder. The
    networks keep no state, so they give the same bits afterwards.
    """
    with ExitStack() as hooks:
        for block in {id(block): block for network in networks for block in _blocks(network)}.values():
            hooks.callback(block.register_forward_pre_hook(lambda _module, _inputs: check()).remove)
        yield


def _blocks(network: nn.Module) -> Iterator[nn.Module]:
    for module in network.modules():
        if isinstance(module, nn.ModuleList):
            yield from module
