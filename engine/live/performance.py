"""An instrument that plays: hop after hop at the card's rate, as the knobs stand. Without a clock or a process.

Used by the live worker, once a hop.
"""

from collections.abc import Iterator

import numpy as np

from engine.audio import Samples
from engine.errors import ModelError
from engine.live.contract import HOP, Instrument, Values, defaults_of
from engine.live.converter import Converter
from engine.live.glide import Glide

_FADE_HOPS = 4
_FADE: Samples = ((1 + np.cos(np.pi * np.arange(_FADE_HOPS * HOP) / (_FADE_HOPS * HOP))) / 2).astype(np.float32)


class Performance:
    """Begins in the instrument's silence, at frame 0, with the knobs where they are first put."""

    def __init__(self, instrument: Instrument, rate_hz: int, targets: Values | None) -> None:
        self.card = instrument.card
        self._instrument = instrument
        self._converter = Converter(rate_hz, self.card.streams)
        self._state = instrument.stream.silence(self.card.streams)
        self._targets = defaults_of(self.card) if targets is None else targets
        self._glide = Glide(self.card, self._targets)
        self._position = 0

    @property
    def frames_a_hop(self) -> float:
        """How many frames a hop has at the card's rate, on the average."""
        return self._converter.frames_a_hop

    def next_hop(self, targets: Values | None) -> Samples:
        """The next hop (frames, streams); None leaves the knobs on their way. Raises `ModelError` for a broken one."""
        return self._converter.convert(self._step(targets))

    def last_hops(self) -> Iterator[Samples]:
        """The hops of an ending: a fade of 23 ms, and what the converter still holds."""
        for first in range(0, len(_FADE), HOP):
            yield self._converter.convert(self._step(None) * _FADE[first : first + HOP, None])
        yield self._converter.convert(np.zeros((HOP, self.card.streams), np.float32))

    def _step(self, targets: Values | None) -> Samples:
        if targets is not None:
            self._targets = targets
        frame = self._instrument.frame(self._position, self._glide.toward(self._targets))
        samples, self._state = self._instrument.stream.step(frame, self._state)
        self._position += 1
        return _checked(self.card.name, self.card.streams, np.asarray(samples))


def _checked(name: str, streams: int, samples: Samples) -> Samples:
    """The samples as (HOP, streams)."""
    if samples.shape != (streams, HOP) or samples.dtype != np.float32:
        raise ModelError(
            f"{name} gave {samples.dtype} samples of shape {samples.shape} in a hop; "
            f"float32 of ({streams}, {HOP}) was expected: it can't be played."
        )
    if not np.isfinite(samples).all():
        raise ModelError(f"{name} gave samples that are not finite numbers: it can't be played.")
    return samples.T
