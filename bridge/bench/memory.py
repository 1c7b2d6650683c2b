"""Whether memory stays what it is: very many jobs in a row, and hours of short takes that play.

The hours pass quickly on a JACK server that is told to run freely: every block is asked for and filled, only nobody
waits for a clock.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.bench.growth import slope_of
from bridge.bench.jack_card import running_jack_card
from bridge.bench.processes import processes_are_told, resident_megabytes_of, roles_of
from bridge.bench.sound import playing_warmtone
from bridge.bench.started import started_warmtone
from bridge.client import Client, value_of
from bridge.launch import Warmtone
from bridge.settings import Settings
from engine import MissingError, WarmtoneError

ROLES = ("bridge", "worker", "speaker", "tracker")
BY_JOBS = {role: Figure(f"memory by jobs: {role}", None, "kB per 1,000 jobs", 100.0) for role in ROLES}
BY_PLAYING = {role: Figure(f"memory by playing: {role}", None, "kB per hour", 500.0) for role in ROLES}
JOB_FIGURES, PLAYING_FIGURES = tuple(BY_JOBS.values()), tuple(BY_PLAYING.values())

_SAMPLES = 200
_SHORT_SECONDS = 0.1
_JOBS_AT_ONCE = 4
_VOICES_AT_ONCE = 4
_TAKES = 8
_PATIENCE_SECONDS = 20.0


@dataclass(slots=True)
class _Diary:
    """What each process of a Warmtone held, in kB, and how much work had been done by then."""

    warmtone: Warmtone
    work: list[float] = field(default_factory=list)
    kilobytes: dict[str, list[float]] = field(default_factory=dict)

    def note(self, work: float) -> None:
        """Write down what all hold now."""
        self.work.append(work)
        for role, process_id in roles_of(self.warmtone.process_id).items():
            self.kilobytes.setdefault(role, []).append(1e3 * resident_megabytes_of(frozenset([process_id])))

    def figures(self, unmeasured: dict[str, Figure], what: str) -> list[Figure]:
        """The slope of every process, and what it held at first and at last."""
        return [self._figure(figure, self.kilobytes[role], what) for role, figure in unmeasured.items()]

    def _figure(self, figure: Figure, held: list[float], what: str) -> Figure:
        if len(held) != len(self.work):
            return figure.unmeasured("This process ended, and another took its place: see what Warmtone said.")
        slope = slope_of(self.work, held)
        says = (
            f"{slope.per_unit:.1f} ± {slope.give:.1f} (95 %){', flat' if slope.flat else ''}; "
            f"{held[0] / 1e3:.1f} MB at first, {held[-1] / 1e3:.1f} at last; {what}"
        )
        return figure.measured(slope.per_unit, says)


def measure_jobs(settings: Settings, effort: Effort) -> list[Figure]:
    """Short takes, one job each, after others that fill what is kept on purpose, such as the index's cache of 2 MB.

    Raises `MissingError` where nobody tells of processes.
    """
    _need_processes()
    began = time.monotonic()
    with started_warmtone(replace(settings, device="silent")) as warmtone, warmtone.client() as client:
        diary = _Diary(warmtone)
        for _ in _jobs(client, effort.memory_jobs_before):
            pass
        for done in _jobs(client, effort.memory_jobs):
            if done % max(1, effort.memory_jobs // _SAMPLES) == 0:
                diary.note(done / 1e3)
    seconds = time.monotonic() - began
    what = f"{effort.memory_jobs:,} jobs by {settings.model} after {effort.memory_jobs_before:,}, in {seconds:.0f} s"
    return diary.figures(BY_JOBS, what)


def measure_playing(settings: Settings, effort: Effort) -> list[Figure]:
    """Short takes that play without end. Raises `MissingError` where JACK or PortAudio is missing."""
    _need_processes()
    try:
        return _played(settings, effort)
    except MissingError:
        raise
    except WarmtoneError:
        # A server that runs freely on a busy machine may lose a client, and with it the process that is measured.
        return _played(settings, effort)


def _played(settings: Settings, effort: Effort) -> list[Figure]:
    began = time.monotonic()
    with running_jack_card() as card, playing_warmtone(settings, card) as warmtone, warmtone.client() as client:
        diary, voices = _Diary(warmtone), _Voices(client)
        voices.begin()
        with card.running_free() as frames:
            for sample in range(_SAMPLES):
                due_hours = effort.memory_hours_before + sample / _SAMPLES * effort.memory_hours
                while (hours := frames() / card.rate_hz / 3600) < due_hours:
                    voices.go_on()
                diary.note(hours)
    seconds = time.monotonic() - began
    hours_said = f"{effort.memory_hours:g} h of JACK's clock after {effort.memory_hours_before:g}"
    what = f"{hours_said}, in {seconds:.0f} s, {voices.played:,} takes played"
    return diary.figures(BY_PLAYING, what)


class _Voices:
    """Keeps a few short takes sounding: where one ends, the next begins."""

    def __init__(self, client: Client) -> None:
        self.played = 0
        self._client = client
        self._takes: list[int] = []

    def begin(self) -> None:
        """Make the takes, and play the first ones."""
        for seed in range(_TAKES):
            self._client.say("/generate", seed, "seconds", _SHORT_SECONDS, "seed", seed)
            take = value_of(self._client.hear("/job/take", seconds=_PATIENCE_SECONDS), "take")
            self._takes.append(int(str(take)))
        for _ in range(_VOICES_AT_ONCE):
            self._play()

    def go_on(self) -> None:
        """Wait for an end, and play another."""
        self._client.hear("/take/ended", seconds=_PATIENCE_SECONDS)
        self.played += 1
        self._play()

    def _play(self) -> None:
        self._client.say("/take/play", self._takes[self.played % _TAKES])


def _jobs(client: Client, count: int) -> Iterator[int]:
    """The numbers of jobs that are done, of so many in a row, a few of which wait at any moment."""
    for job in range(count):
        client.say("/generate", job, "seconds", _SHORT_SECONDS, "seed", job)
        if job >= _JOBS_AT_ONCE:
            yield _job_done(client, job - _JOBS_AT_ONCE)
    for job in range(max(0, count - _JOBS_AT_ONCE), count):
        yield _job_done(client, job)


def _job_done(client: Client, job: int) -> int:
    message = client.hear("/job/done", "/job/failed", "/error", seconds=_PATIENCE_SECONDS)
    if message.address != "/job/done":
        raise WarmtoneError(f"Warmtone answered {message.address}: {message.values[-1]}")
    return job + 1


def _need_processes() -> None:
    if not processes_are_told():
        raise MissingError("measured on Linux only")
