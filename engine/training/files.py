"""The files of a run: written whole or not at all, read without running anything in them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import torch

from engine.errors import MissingError, ModelError

Result = TypeVar("Result")


def written(path: Path, content: dict[Any, Any]) -> None:
    """Write tensors and plain values; the file before stays whole until the new one is."""
    new = path.with_suffix(path.suffix + ".new")
    torch.save(content, new)
    os.replace(new, path)


def read(path: Path) -> dict[Any, Any]:
    """Read them; raises `MissingError` where there is no file, `ModelError` for one of something else."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise MissingError(f"{path} isn't there: name the folder of a run, or begin one in an empty folder.") from None
    except Exception as error:  # torch.load raises whatever its unpickler does
        raise ModelError(f"{path} is damaged or of another program ({error}): begin the run anew.") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path} is of another program: name the folder of a run.")
    return content


def understood(path: Path, load: Callable[[], Result]) -> Result:
    """What `load` makes of a file's content; raises `ModelError` where it is of another version."""
    try:
        return load()
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelError(f"{path} is of another version ({error}): begin a run anew, in an empty folder.") from error


def halved(tensors: dict[Any, torch.Tensor], dtype: torch.dtype = torch.float16) -> dict[Any, torch.Tensor]:
    """Tensors on the CPU in a precision of 16 bits."""
    return {name: values.to("cpu", dtype) for name, values in tensors.items()}
