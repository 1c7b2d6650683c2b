"""The instruments that come with Warmtone, by name. A loader imports what it needs only when it is called."""

from collections.abc import Callable

from engine.live.contract import Instrument
from engine.live.noise import load_noise
from engine.live.sines import load_sines

DEFAULT_INSTRUMENT = "sines"

InstrumentLoader = Callable[[], Instrument]
"""Builds an instrument; a top-level function, since it is sent to the live worker's process by name."""


def instruments() -> dict[str, InstrumentLoader]:
    """Every instrument's loader by the name that requests use."""
    return {"sines": load_sines, "noise": load_noise}
