"""Fuzz and overload, small: 100,000 datagrams, and half a second of each flood."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bridge.bench import measure_group
from bridge.bench.fuzz import slope
from bridge.bench.mutation import mutations, sensible_datagrams
from bridge.bench.overload import RAMP_FRAMES, broken_blocks, write_ramp
from bridge.bench.tape import Heard
from bridge.datagram import read_datagram
from bridge.vocabulary import VERBS, parse
from tests.bridge.bench.test_bench import FEW, TONE
from tests.peers.needs import need_portaudio, need_program

LEAST_LEAK_BYTES = 100
"""A datagram that leaves so much behind would be seen."""


def test_a_hundred_thousand_mutated_datagrams_leave_nothing_behind() -> None:
    growth, others, under_runs = measure_group("fuzz", TONE, replace(FEW, fuzz_datagrams=100_000))
    assert growth.value is not None, growth.says
    assert growth.value < LEAST_LEAK_BYTES
    assert "100,000 datagrams" in growth.says
    assert others.value is not None
    assert under_runs.value is not None


def test_floods_break_no_more_blocks_than_a_busy_machine_does() -> None:
    need_program("jackd", "jackd2")
    need_portaudio()
    idle, blast, storm, crowd, ping = measure_group("overload", TONE, replace(FEW, blast_seconds=0.5))
    for figure in (idle, blast, storm, crowd):
        assert figure.value is not None, figure.says
        assert figure.value <= 5, figure
    assert ping.value is not None


def test_every_parent_is_a_request_and_every_verb_has_one() -> None:
    said = [read_datagram(data)[0] for data in sensible_datagrams()]
    assert {message.address for message in said} == {row.address for row in VERBS}
    for message in said:
        parse(message.address, message.values)


def test_a_seed_gives_the_same_datagrams_again() -> None:
    one, again, other = (list(itertools.islice(mutations(seed), 2000)) for seed in (1, 1, 2))
    assert one == again != other
    assert len(set(one)) > 1500


def test_a_slope_is_found_with_its_interval() -> None:
    sent = np.arange(0.0, 1e6, 1e4)
    assert slope(sent, 100 + 3 * sent / 1e6) == pytest.approx((3.0, 0.0), abs=1e-6)
    steepness, error = slope(sent, 100 + np.arange(100.0) % 2)
    assert abs(steepness) < error


def test_a_block_that_is_missing_late_or_twice_is_broken(tmp_path: Path) -> None:
    write_ramp(str(tmp_path / "ramp.wav"))
    ramp, rate_hz = soundfile.read(tmp_path / "ramp.wav", dtype="float32")
    assert len(ramp) == RAMP_FRAMES
    twice = np.concatenate([ramp, ramp])[: 256 * 300]

    def broken(samples: np.ndarray) -> int:
        return broken_blocks(Heard(samples, np.zeros(len(samples) // 256), rate_hz, 256))

    assert broken(twice) == 0
    silent, missed, again = twice.copy(), twice.copy(), twice.copy()
    silent[2560:2816] = 0
    missed[2560:2816] = np.nan
    again[2560:] = twice[2304:-256]
    assert (broken(silent), broken(missed), broken(again)) == (2, 0, 1)
