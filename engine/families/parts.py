"""One part of a pipeline from its folder, by diffusers' or transformers' own loading: offline, quietly, and whole."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import nn

from engine.errors import ModelError
from engine.families.eight_bits import EIGHT_BITS, unpacked
from engine.families.folder import Folder

Network = TypeVar("Network", bound=nn.Module)

# Counted out by the networks themselves; files of older versions may lack them.
_COUNTED_OUT = ("position_ids", "inv_freq", "freqs")


def network_of(folder: Folder, part: str, dtype: torch.dtype) -> nn.Module:
    """A part that has weights, ready to run; raises `ModelError` where a weight of it is missing or doesn't fit."""
    kind: type[nn.Module] = _class_of(folder, part, ("ModelMixin", "PreTrainedModel"))
    return whole_network(kind, folder.place(part), dtype)


def whole_network(kind: type[Network], path: Path, dtype: torch.dtype) -> Network:
    """A network of a class of either library from its folder, ready to run; raises `ModelError` as `network_of`.

    One of diffusers' classes may have its weights in 8 bits.
    """
    loading: Any = kind
    if (path / EIGHT_BITS).exists():
        small: Network = _from_eight_bits(loading, path, dtype)
        return small
    network, report = loading.from_pretrained(
        path,
        dtype=dtype,
        local_files_only=True,
        use_safetensors=True,
        # Not to ignore them, but to be told which they are.
        ignore_mismatched_sizes=True,
        output_loading_info=True,
    )
    misfits = [*report["missing_keys"], *(misfit[0] for misfit in report["mismatched_keys"])]
    drawn = sorted(name for name in misfits if not name.endswith(_COUNTED_OUT))
    if drawn or report["error_msgs"]:
        raise ModelError(
            f"{path} lacks {len(drawn)} of its weights, or has them in another shape "
            f"({', '.join(drawn[:2])}): get the whole model anew."
        )
    ready: Network = network.eval().requires_grad_(False)
    return ready


def _from_eight_bits(kind: Any, path: Path, dtype: torch.dtype) -> Any:
    if not issubclass(kind, import_module("diffusers").ModelMixin):
        raise ModelError(f"{path} has its weights in 8 bits; {kind.__name__} isn't read from them: get the model anew.")
    if len(list(path.glob("*.safetensors"))) > 1:
        raise ModelError(f"{path} has its weights twice, in 8 bits and otherwise: remove those that aren't meant.")
    # Without memory for weights, so that a configuration that asks for too many takes none.
    with torch.device("meta"):
        network = kind.from_config(kind.load_config(path, local_files_only=True))
    return unpacked(network, path / EIGHT_BITS, dtype).eval().requires_grad_(False)


def tokenizer_of(folder: Folder, part: str = "tokenizer") -> Any:
    """A part that turns text into tokens."""
    kind = _class_of(folder, part, ("PreTrainedTokenizerBase",))
    return kind.from_pretrained(folder.path / part, local_files_only=True, trust_remote_code=False)


def scheduler_of(folder: Folder) -> Any:
    """The noise that the model was trained with; it holds state, so that only its configuration is to be read."""
    kind = _class_of(folder, "scheduler", ("SchedulerMixin",))
    return kind.from_pretrained(folder.path / "scheduler", local_files_only=True)


@contextmanager
def quiet() -> Iterator[None]:
    """While open, neither library warns, logs, or draws progress; afterwards they are as they were."""
    with ExitStack() as restored:
        restored.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        for library in (import_module("diffusers.utils.logging"), import_module("transformers.utils.logging")):
            restored.callback(library.set_verbosity, library.get_verbosity())
            library.set_verbosity(logging.CRITICAL)
            if library.is_progress_bar_enabled():
                restored.callback(library.enable_progress_bar)
                library.disable_progress_bar()
        yield


def _class_of(folder: Folder, part: str, bases: tuple[str, ...]) -> Any:
    """The class that the folder names for a part, where it descends from one of what such a part can be."""
    module, name = folder.classes[part]
    libraries = (import_module("diffusers"), import_module("transformers"))
    allowed = tuple(getattr(library, base) for base in bases for library in libraries if hasattr(library, base))
    found = getattr(import_module(module), name, None)
    if not isinstance(found, type) or not issubclass(found, allowed):
        raise ModelError(
            f"model_index.json of {folder.path} takes its {part} from {module}.{name}, which can't be one: get it anew."
        )
    return found
