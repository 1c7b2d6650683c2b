"""How often everything is measured."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Numbers of trials and messages, and lengths in seconds; the defaults are those of the published figures.

    `edit_seconds` are for the rounds of a comparison: one is always made, another where it would still end in time.
    `live_rings` are multiples of the length of the ring that is set.
    """

    pings: int = 2000
    paced_seconds: float = 5.0
    unpaced_messages: int = 50_000
    sounds: int = 200
    cancels: int = 200
    card_seconds: float = 60.0
    starts: int = 5
    codec_hops: int = 2000
    edit_rounds: int = 3
    edit_seconds: float = 180.0
    edit_cancels: int = 50
    edit_scripts: int = 3
    small_clips: int = 50
    jobs_before_memory: int = 20
    idle_seconds: float = 10.0
    fuzz_datagrams: int = 10_000_000
    blast_seconds: float = 10.0
    live_knobs: int = 400
    live_minutes: float = 10.0
    live_rings: tuple[float, ...] = (1.0, 2.0, 4.0)
    live_rates_hz: tuple[int, ...] = (44_100, 48_000)
    library_takes: int = 100_000
    library_questions: int = 500
    library_starts: int = 3
    memory_jobs_before: int = 10_000
    memory_jobs: int = 10_000
    memory_hours_before: float = 1.0
    memory_hours: float = 2.0

    def quick(self) -> "Effort":
        """Fewer jobs and hours of `memory`, for a first look."""
        return replace(self, memory_jobs_before=1000, memory_jobs=1000, memory_hours_before=0.1, memory_hours=0.2)
