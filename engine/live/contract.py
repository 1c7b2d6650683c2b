"""What an instrument is to the live worker.

Called on the live worker's only thread, once a hop, which lasts 5.8 ms: a step that takes longer than that can't be
played. Time is counted in hops of 256 samples at 44.1 kHz, whatever the sound card's rate is.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

RATE_HZ = 44_100
HOP = 256
HOP_SECONDS = HOP / RATE_HZ
MOST_KNOBS = 64

Values = npt.NDArray[np.float64]
"""One number a knob, in the knobs' units and in the card's order: shape (knobs,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """What a hand can turn: its range, both ends included, where it stands at first, and what it does."""

    name: str
    low: float
    high: float
    default: float
    unit: str = ""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentCard:
    """What an instrument says of itself. One stream sounds on both channels of a pair, two are left and right."""

    name: str
    streams: int
    knobs: tuple[Knob, ...]


class Stream(Protocol):
    """What turns frames into samples, and keeps nothing between the calls: its memory is the state.

    Frames are (streams, n, size), samples float32 (streams, n * HOP), each as a numpy array or as something that
    `numpy.asarray` takes, such as a tensor. All frames at once give the samples that one after the other gives.
    """

    def silence(self, streams: int = 1) -> Any:
        """The state before the first frame of so many streams."""

    def step(self, frames: Any, state: Any) -> tuple[Any, Any]:
        """The samples of these frames, and the state after them."""


class Instrument(Protocol):
    """A stream, and the frames that make it sound as the knobs stand."""

    @property
    def card(self) -> InstrumentCard: ...

    @property
    def stream(self) -> Stream: ...

    def frame(self, position: int, knobs: Values) -> Any:
        """The frame (streams, 1, size) of the hop with this number, the first is 0, for knobs that stand so."""


def defaults_of(card: InstrumentCard) -> Values:
    """Where the knobs stand at first."""
    return np.array([knob.default for knob in card.knobs], np.float64)
