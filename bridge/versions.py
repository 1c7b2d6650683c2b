"""The versions of Warmtone and of what computes, as installed; nothing is imported for it."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def installed_versions() -> Mapping[str, str]:
    """Versions by distribution: warmtone, torch, numpy and soxr decide which samples come out."""
    return {name: _version(name) for name in ("warmtone", "torch", "numpy", "soxr")}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
