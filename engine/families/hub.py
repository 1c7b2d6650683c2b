"""A model from the hub, as a folder of real files: safetensors and what describes them, no pickle, no code.

Called by `warmtone model add`, in its own process.
"""

import re
from pathlib import Path

from engine.errors import MissingError, WarmtoneError
from engine.families.parts import quiet

_IDENTIFIER = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}")
_WANTED = ("*.json", "*.safetensors", "*.txt", "*.model")


def is_identifier(source: str) -> bool:
    """Whether that is how the hub names a model.

    >>> is_identifier("cvssp/audioldm-s-full-v2"), is_identifier("/home/a/audioldm")
    (True, False)
    """
    return _IDENTIFIER.fullmatch(source) is not None


def fetched(identifier: str, folder: Path) -> Path:
    """Fetch a model into a folder; raises `MissingError` where the hub can't be reached or has no such model."""
    from huggingface_hub import snapshot_download

    try:
        with quiet():
            snapshot_download(identifier, local_dir=folder, allow_patterns=list(_WANTED))
    except WarmtoneError:
        raise
    # Its own errors, those of three network libraries, and the system's.
    except Exception as error:
        raise MissingError(
            f"{identifier} can't be fetched ({type(error).__name__}): there is no such model, or no way to the hub. "
            "Get its folder by other means and name that."
        ) from error
    return folder
