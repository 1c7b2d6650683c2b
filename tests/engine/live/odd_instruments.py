"""Instruments that go wrong, each in its own way, for the live worker to survive."""

import os
import time
from typing import Any

import numpy as np

from engine import InstrumentLoader
from engine.live.contract import HOP, InstrumentCard, Knob, Values

CARD = InstrumentCard(
    name="odd", streams=1, knobs=(Knob(name="level", low=0.0, high=1.0, default=0.5, says="how loud it is"),)
)
STEPS_BEFORE = 20


class Constant:
    """Gives its level, and goes wrong after some steps as `wrong` says."""

    def __init__(self, wrong: str = "") -> None:
        self.card = CARD
        self.stream = self
        self._wrong = wrong

    def frame(self, position: int, knobs: Values) -> Any:
        return np.array([[[position, knobs[0]]]])

    def silence(self, streams: int = 1) -> Any:
        return None

    def step(self, frames: Any, state: Any) -> tuple[Any, Any]:
        position, level = frames[0, 0]
        samples = np.full((1, HOP), level, np.float32)
        if position < STEPS_BEFORE:
            return samples, None
        match self._wrong:
            case "raises":
                raise RuntimeError("the decoder has no more to say")
            case "no numbers":
                samples[0, 3] = np.nan
            case "too short":
                samples = samples[:, 1:]
            case "dies":
                os._exit(3)
            case "hangs":
                time.sleep(60)
        return samples, None


def load_constant() -> Constant:
    return Constant()


def load_raising() -> Constant:
    return Constant("raises")


def load_no_numbers() -> Constant:
    return Constant("no numbers")


def load_too_short() -> Constant:
    return Constant("too short")


def load_dying() -> Constant:
    return Constant("dies")


def load_hanging() -> Constant:
    return Constant("hangs")


def load_nothing() -> Constant:
    raise FileNotFoundError("there are no weights")


ODD: dict[str, InstrumentLoader] = {
    "constant": load_constant,
    "raising": load_raising,
    "no numbers": load_no_numbers,
    "too short": load_too_short,
    "dying": load_dying,
    "hanging": load_hanging,
    "nothing": load_nothing,
}
