"""The card's clock, as the live worker sees it: when will which frame of the ring sound?

Used by the live worker, once a hop. A callback may come late and never early, so the earliest ones tell the time; the
estimate follows later ones slowly, which is enough for a card that isn't exactly at its rate.
"""

import time

from engine.live.ring_memory import Reading

_FOLLOWED = 0.005
"""The part of a lateness that is believed, each callback: a card that is 100 ppm slow is followed to within 0.1 ms."""
_LOST_SECONDS = 0.05
"""An estimate that is so far off is of another time: the card stood still, or is another one."""


class CardClock:
    """Smoothed times of the ring's frames."""

    def __init__(self, rate_hz: int) -> None:
        self.block = 0
        self._rate_hz = rate_hz
        self._epoch: float | None = None
        self._asked = -1
        self._offset = 0
        self._heard_at = 0.0

    def hear(self, reading: Reading) -> None:
        """Take in how far the card is; the same once more changes nothing."""
        if reading.asked == self._asked or not reading.block:
            return
        epoch = reading.at - (reading.asked - reading.block) / self._rate_hz
        if self._epoch is None or abs(epoch - self._epoch) > _LOST_SECONDS:
            self._epoch, self.block = epoch, reading.block
        late = epoch - self._epoch
        self._epoch += late if late < 0 else _FOLLOWED * late
        self.block = max(self.block, reading.block)
        self._asked, self._heard_at = reading.asked, reading.at
        self._offset = reading.asked - reading.taken

    def runs(self) -> bool:
        """Whether the card has asked for sound lately."""
        return self._epoch is not None and time.monotonic() - self._heard_at < _LOST_SECONDS

    def moment_of(self, frame: float) -> float:
        """When the ring's frame with this number sounds first, in seconds of `time.monotonic()`."""
        assert self._epoch is not None
        return self._epoch + (frame + self._offset) / self._rate_hz
