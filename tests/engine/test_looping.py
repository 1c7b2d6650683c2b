"""Loops of long takes: exact lengths, what stays, and an end that runs into the start."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Audio, Samples, TakeShape
from engine.asking import Making
from engine.editing.levels import rms_dbfs
from engine.looping import JOINT_SECONDS, led_back
from engine.models.tone import Tone
from engine.take_form import take_form
from engine.tasks import Inpaint, Loop, Style
from tests.clicks import assert_no_click
from tests.engine.editing.sounds import tone
from tests.engine.test_long_takes import RATE_HZ, SECOND, Noisy, source_of
from tests.engine.test_rendering import made

JOINT = round(JOINT_SECONDS * RATE_HZ)


def looped(model: Tone, task: Loop, source: Audio) -> Samples:
    form = take_form(task, [TakeShape("", source.frames, source.channels, source.rate_hz)], 1, source.rate_hz)
    with made(model, task, form.frames, form.channels, form.rate_hz, source) as samples:
        return samples


def assert_goes_round(samples: Samples, rate_hz: int) -> None:
    """Neither a click nor a step in level where it begins again, and where its last second begins."""
    frames, reach = len(samples), rate_hz // 20
    turned = np.roll(samples, frames // 2, axis=0)
    for at in (frames // 2, frames // 2 - round(JOINT_SECONDS * rate_hz)):
        assert_no_click(turned, rate_hz, at - 240, at + 240)
        assert abs(rms_dbfs(turned[at - reach : at]) - rms_dbfs(turned[at : at + reach])) < 1


@pytest.mark.parametrize("rate_hz", [8_000, 11_025])
def test_all_but_its_last_second_stays(rate_hz: int) -> None:
    model, source = Noisy(), source_of(60, rate_hz, channels=2)
    samples = looped(model, Loop(seconds=30.0, style=Style(prompt="rain")), source)
    assert samples.shape == (30 * rate_hz, 2)
    kept = 29 * rate_hz
    np.testing.assert_array_equal(samples[:kept], source.samples[:kept])
    assert np.mean(samples[kept:] != source.samples[kept : len(samples)]) > 0.99
    assert_goes_round(samples, rate_hz)
    ((asked, _, _),) = model.asked
    assert isinstance(asked, Inpaint)
    assert asked.style.prompt == "rain"


def test_a_take_that_is_shorter_than_its_loop_goes_on_up_to_the_loops_end() -> None:
    source = source_of(3)
    samples = looped(Noisy(), Loop(seconds=10.0), source)
    np.testing.assert_array_equal(samples[: 3 * SECOND], source.samples)
    assert min(rms_dbfs(piece) for piece in np.split(samples, 100)) > -24
    assert_goes_round(samples, RATE_HZ)


def test_of_a_loop_that_is_hardly_longer_than_the_model_makes_two_thirds_stay() -> None:
    model, source = Noisy(), source_of(2)
    model.card = replace(Noisy.card, longest_seconds=0.5)
    samples = looped(model, Loop(seconds=0.6), source)
    changed = np.flatnonzero(samples[:, 0] != source.samples[: len(samples), 0])
    assert (changed[0] // 10, len(samples)) == (320, 4800)


def test_a_tone_goes_round_without_a_click() -> None:
    model = Tone()
    model.card = replace(Tone.card, longest_seconds=2.0)
    source = Audio(tone(5 * 48_000, 48_000, 300), 48_000)
    turned = np.roll(looped(model, Loop(seconds=4.0, style=Style(prompt="300")), source), 96_000, axis=0)
    for at in (96_000, 48_000):
        assert_no_click(turned, 48_000, at - 1_440, at + 1_440)


def test_all_but_the_last_second_is_there_before_that_is_made() -> None:
    model = Noisy()
    making = Making(model, 1, (source_of(12),), lambda done, total: None, lambda note: None)
    blocks = led_back(making, Loop(seconds=10.0), making.sources[0])
    assert len(next(blocks)) == 10 * SECOND - JOINT
    assert model.asked == []
    assert sum(len(block) for block in blocks) == JOINT
    assert len(model.asked) == 1


def test_the_same_request_gives_the_same_loop() -> None:
    first, second = (looped(Noisy(), Loop(seconds=5.0), source_of(6)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
