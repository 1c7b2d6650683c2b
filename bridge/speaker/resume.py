"""Where voices would be by now: pure arithmetic on the speaker's clock, used when a device has come back."""

from dataclasses import dataclass, replace

from bridge.speaker.messages import PlayVoice


@dataclass(frozen=True, slots=True)
class Sounding:
    """A voice that was handed to the speaker.

    `since_seconds` is when its first frame sounded, or is due, on the speaker's clock; None where that isn't known yet.
    """

    play: PlayVoice
    since_seconds: float | None = None
    started: bool = False
    stopping: bool = False


def is_over(sounding: Sounding, clock_seconds: float) -> bool:
    """Whether the voice would have ended by that moment of the speaker's clock."""
    if sounding.stopping:
        return True
    if sounding.play.loop or sounding.since_seconds is None:
        return False
    frames_left = sounding.play.take.frames - sounding.play.from_frame
    return clock_seconds - sounding.since_seconds >= frames_left / sounding.play.take.rate_hz


def take_frame_at(sounding: Sounding, clock_seconds: float) -> int:
    """The frame of its take at which a voice that is not over is at that moment of the speaker's clock.

    >>> from engine import TakeShape
    >>> take = TakeShape("a", frames=48000, channels=1, rate_hz=48000)
    >>> take_frame_at(Sounding(PlayVoice(voice=1, take=take, loop=True), since_seconds=2.0), clock_seconds=3.5)
    24000
    """
    play, since = sounding.play, sounding.since_seconds
    if since is None or clock_seconds <= since:
        return play.from_frame
    frame = play.from_frame + round((clock_seconds - since) * play.take.rate_hz)
    return frame % play.take.frames


def resumed(sounding: Sounding, clock_frame: int, rate_hz: int) -> PlayVoice:
    """The command that makes a voice sound from that frame of the clock on as if it had never been interrupted."""
    since, clock_seconds = sounding.since_seconds, clock_frame / rate_hz
    if since is None:
        return sounding.play
    if clock_seconds <= since:
        return replace(sounding.play, at_frame=round(since * rate_hz))
    return replace(sounding.play, at_frame=clock_frame, from_frame=take_frame_at(sounding, clock_seconds))
