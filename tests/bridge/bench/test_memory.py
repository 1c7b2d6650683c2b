"""The memory of every process over some jobs and some minutes of short takes: the small version of a long run."""

import pytest

from bridge.bench import Effort, Figure, measure_group
from bridge.bench.memory import ROLES
from bridge.settings import Settings
from tests.peers.needs import need_portaudio, need_program

FEW = Effort(memory_jobs_before=100, memory_jobs=300, memory_hours_before=0.01, memory_hours=0.02)
MOST_KB_PER_1000_JOBS = 5000
"""A lost take of 0.1 s would be 19,200; the first jobs fill what is kept on purpose."""


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    need_program("jackd", "jackd2")
    need_portaudio()
    return {figure.name: figure for figure in measure_group("memory", Settings(model="tone"), FEW)}


@pytest.mark.parametrize("role", ROLES)
def test_jobs_leave_nothing_behind(figures: dict[str, Figure], role: str) -> None:
    figure = figures[f"memory by jobs: {role}"]
    assert figure.value is not None, figure.says
    assert figure.value < MOST_KB_PER_1000_JOBS
    assert "(95 %)" in figure.says
    assert "300 jobs by tone" in figure.says


@pytest.mark.parametrize("role", ROLES)
def test_takes_that_played_leave_nothing_behind(figures: dict[str, Figure], role: str) -> None:
    figure = figures[f"memory by playing: {role}"]
    assert figure.value is not None, figure.says
    first, last = (float(part.split()[0]) for part in figure.says.split(";")[1].split(","))
    assert last - first < 2
