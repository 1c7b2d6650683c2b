"""Weights must be safetensors: a pickle runs whatever its maker put into it, on being opened."""

from pathlib import Path

from engine.errors import ModelError

_SUFFIXES = {".pt", ".pth", ".bin", ".ckpt", ".pkl", ".pickle"}
# A pickle of protocol 2 and later begins so; torch's own files are zip archives around one.
_BEGINNINGS = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"PK\x03\x04")


def refuse_pickle(path: Path) -> None:
    """Raise `ModelError` for a pickle, be it by its name or by what is in it; a file that isn't there is none."""
    if path.suffix.lower() in _SUFFIXES or _beginning(path).startswith(_BEGINNINGS):
        raise ModelError(
            f"{path} is a pickle, which runs code on being opened: only safetensors are read. "
            "Ask for the model's .safetensors, or convert it where that is safe."
        )


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4)
    except OSError:
        return b""
