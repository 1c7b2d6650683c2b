"""A take's samples at the card's rate, in shared memory. Runs on the archive's thread."""

from bridge.resident import resident
from bridge.takes import Session
from engine import Audio, RangeError, TakeMemory, at_rate


def read_take(session: Session, take: int, rate_hz: int, start_seconds: float) -> TakeMemory:
    """A take of the session. Raises `MissingError` without it, and `RangeError` where it is no longer than `start`."""
    audio = at_rate(session.read(take), rate_hz)
    if round(start_seconds * rate_hz) >= audio.frames:
        raise RangeError(f"Take {take} is {audio.seconds:g} s long: it can't be played from there.")
    return resident(audio)


def convert(grown: TakeMemory, rate_hz: int) -> TakeMemory:
    """All that was made of a take whose making has ended."""
    return resident(at_rate(Audio(grown.samples[: grown.ready], grown.shape.rate_hz), rate_hz))
