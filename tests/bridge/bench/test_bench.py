"""Whole groups, for real: a Warmtone is started, measured and ended."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path

import pytest

from bridge.bench import GROUPS, Effort, measure_group, run_bench
from bridge.bench.processes import family_of, remains
from bridge.settings import Settings
from engine import WarmtoneError
from tests.peers.needs import need_portaudio, need_program

TONE = Settings(model="tone", device="silent")
FEW = Effort(
    pings=50,
    paced_seconds=0.2,
    unpaced_messages=5000,
    sounds=5,
    cancels=5,
    card_seconds=0.5,
    starts=1,
    codec_hops=20,
    jobs_before_memory=2,
    idle_seconds=0.3,
    live_knobs=8,
    live_minutes=0.005,
    live_rates_hz=(48_000,),
    live_rings=(1.0,),
    library_takes=3000,
    library_questions=60,
    library_starts=1,
)


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test begins and ends with the same processes, and leaves no session behind."""
    ensure_running()  # Python's own tracker of shared memory stays as long as the tests do.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = family_of(os.getpid())
    yield
    assert family_of(os.getpid()) <= before
    assert list(tmp_path.iterdir()) == []


def test_osc_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    run_bench(TONE, "osc", json=True, effort=FEW)
    figures = json.loads(capsys.readouterr().out)
    assert list(figures) == [figure.name for part in GROUPS["osc"] for figure in part.figures]
    assert all(set(figure) == {"value", "unit", "reach", "met"} for figure in figures.values())
    assert 0 < figures["ping idle p50"]["value"] <= figures["ping idle p99"]["value"]
    assert figures["losses not counted, unpaced"] == {"value": 0, "unit": "messages", "reach": 0, "met": True}


def test_start_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    run_bench(TONE, "start", json=False, effort=FEW)
    table = capsys.readouterr().out
    for figure in GROUPS["start"][0].figures:
        assert figure.name.split()[0] in table
    assert "not measured" not in table


def test_a_library_of_many_takes_answers_every_question() -> None:
    figures = measure_group("library", TONE, FEW)
    assert [figure.name for figure in figures] == [figure.name for figure in GROUPS["library"][0].figures]
    *questions, start = figures
    for figure in questions:
        assert figure.value is not None, figure.says
        assert 0 < figure.value < 200
    assert start.value is not None, start.says


def test_a_hop_of_the_codec_is_timed_in_both_precisions() -> None:
    figures = measure_group("codec", TONE, FEW)
    assert [figure.name for figure in figures] == [figure.name for figure in GROUPS["codec"][0].figures]
    for figure in figures:
        assert figure.value is not None, figure.says
        assert 0 < figure.value < 5000


def test_a_cancel_is_measured_against_the_step_of_the_same_run() -> None:
    (figure,) = measure_group("cancel", TONE, FEW)
    assert figure.value is not None
    assert figure.value > 0
    assert figure.reach > 5
    assert "one step" in figure.says


def test_sound_is_heard_from_jack() -> None:
    need_program("jackd", "jackd2")
    need_portaudio()
    p50, p95 = measure_group("sound", TONE, FEW)
    assert p50.value is not None, p50.says
    assert p95.value is not None
    assert 0 < p50.value <= p95.value < 5000


def test_a_knob_is_heard_from_jack_and_a_killed_live_worker_comes_back() -> None:
    need_program("jackd", "jackd2")
    need_portaudio()
    figures = {figure.name: figure for figure in measure_group("live", TONE, FEW)}
    p50, half = figures["knob p50, 48 kHz, ring 0.5"], figures["half p50, 48 kHz, ring 0.5"]
    assert p50.value is not None, p50.says
    assert half.value is not None, half.says
    assert 4 < p50.value < half.value < 100
    back = figures["killed worker back, 48 kHz, ring 0.5"]
    assert back.value is not None, back.says
    assert 0 < back.value < 2
    assert {name.partition(",")[0] for name in figures} >= {"under-runs", "load", "half p99"}


@pytest.mark.parametrize("group", ["sound", "card", "live"])
def test_without_jackd_a_figure_says_how_to_get_it(group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for figure in measure_group(group, TONE, FEW):
        assert (figure.value, figure.met, figure.says) == (None, None, "sudo apt install jackd2")


def test_without_jack_client_a_figure_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    need_program("jackd", "jackd2")
    monkeypatch.setitem(sys.modules, "jack", None)
    (under_runs,) = measure_group("card", TONE, FEW)
    assert under_runs.value is None
    assert under_runs.says == f"{sys.executable} -m pip install JACK-Client"


def test_a_warmtone_that_can_not_start_leaves_its_sentence_in_the_row() -> None:
    for figure in measure_group("cancel", Settings(model="nosuchmodel"), FEW):
        assert figure.value is None
        assert "nosuchmodel" in figure.says


def test_an_unknown_group_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        WarmtoneError, match=r"no group oscc; there are osc, sound, cancel, card, start, live, codec, edits, library"
    ):
        run_bench(TONE, "oscc", json=False)


def test_a_bench_that_is_ended_ends_its_warmtone() -> None:
    command = [sys.executable, "-m", "bridge", "--model", "tone", "bench", "cancel"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as bench:
        deadline = time.monotonic() + 10
        while len(family := family_of(bench.pid)) < 3:
            assert time.monotonic() < deadline, "the bench started no Warmtone"
            time.sleep(0.02)
        bench.send_signal(signal.SIGTERM)
        bench.communicate(timeout=10)
    assert bench.returncode == 128 + signal.SIGTERM
    assert remains(family, frozenset(), 2.0) == []
