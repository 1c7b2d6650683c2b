"""How much memory this process holds, and how much models may take."""

from engine import machine_bytes, resident_bytes

_MEBIBYTE = 2**20
_SHARE_OF_MODELS = 0.5


def resident_megabytes() -> float:
    """Resident memory in MB (10^6 bytes): of now on Linux, the largest so far on macOS, 0 where nobody tells."""
    return resident_bytes() / 1e6


def budget_of_models(mebibytes: int) -> int | None:
    """Bytes for all models together: what was set, or for 0 half of the machine's memory; None where nobody tells."""
    if mebibytes:
        return mebibytes * _MEBIBYTE
    whole = machine_bytes()
    return None if whole is None else round(_SHARE_OF_MODELS * whole)
