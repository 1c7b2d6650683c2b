"""Cancel inside a step: before every block of a network, somebody is asked whether to go on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import get_ident

from torch import nn

Check = Callable[[], None]
"""Returns to go on; raises `engine.errors.Cancelled` to stop."""


@contextmanager
def stopping(networks: Sequence[nn.Module], check: Check) -> Iterator[None]:
    """While open, `check` is called before each block of the networks on this thread, and may raise through them.

    A block is a member of a list of modules, however deep: a transformer's block, a convolution of a vocoder. The
    networks keep no state, so they give the same bits afterwards.
    """
    here = get_ident()

    def check_here(_module: nn.Module, _inputs: object) -> None:
        # What computes beside this thread has nobody to ask.
        if get_ident() == here:
            check()

    with ExitStack() as hooks:
        for block in {id(block): block for network in networks for block in _blocks(network)}.values():
            hooks.callback(block.register_forward_pre_hook(check_here).remove)
        yield


def _blocks(network: nn.Module) -> Iterator[nn.Module]:
    for module in network.modules():
        if isinstance(module, nn.ModuleList):
            yield from module
