"""One take of small models: exact frames at every rate, peaks, channels, and blocks that come as they are made."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Audio, Generate, ModelError, Samples, Task, Vary, create_take_memory, frames_of
from engine.editing.levels import CEILING
from engine.models.contract import Model, OnStep
from engine.rendering import render
from tests.engine.fakes import BLOCK_FRAMES, CARD, PLAYS, Fake, fake, load_echo, noise, steady

RATES_HZ = [8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 192000]


@contextmanager
def made(model: Model, task: Task, frames: int, channels: int, rate_hz: int, *sources: Audio) -> Iterator[Samples]:
    """The samples of a take, every frame of which was written."""
    memory = create_take_memory(frames, channels, rate_hz)
    try:
        render(model, task, 1, sources, memory, lambda done, total: None, lambda sentence: None)
        assert memory.ready == frames
        yield memory.samples.copy()
    finally:
        memory.unlink()
        memory.close()


@pytest.mark.parametrize(("model_hz", "take_hz"), [*itertools.product(RATES_HZ, RATES_HZ)])
def test_new_sound_has_its_frames_at_every_pair_of_rates(model_hz: int, take_hz: int) -> None:
    model = Fake(replace(CARD, name="steady", rate_hz=model_hz), PLAYS["steady"])
    for seconds in (0.02, 0.1234567):
        frames = frames_of(seconds, take_hz)
        with made(model, Generate(seconds=seconds), frames, 1, take_hz) as samples:
            assert samples[: frames // 2].any()
            assert samples[-frames // 4 :].any()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3000), st.integers(1, 2), st.sampled_from(RATES_HZ))
def test_an_edit_has_the_frames_of_its_source(frames: int, channels: int, rate_hz: int) -> None:
    model = Fake(replace(CARD, name="six", channels=6, shortest_seconds=0.0001), PLAYS["six"])
    source = Audio(noise(frames, channels, 0), rate_hz)
    with made(model, Vary(), frames, channels, rate_hz, source) as samples:
        assert np.abs(samples).max() <= CEILING


def test_at_the_models_own_rate_the_blocks_come_through_untouched() -> None:
    with made(fake("stereo"), Generate(seconds=0.1), 800, 2, 8000) as samples:
        np.testing.assert_array_equal(samples, noise(800, 2, 1))


def test_converted_in_blocks_equals_converted_whole() -> None:
    whole = soxr.resample(noise(8000, 1, 1), 8000, 48000, quality="HQ")
    with made(fake("steady"), Generate(seconds=1.0), 48000, 1, 48000) as samples:
        np.testing.assert_allclose(samples, np.clip(whole, -CEILING, CEILING), atol=1e-5)


@pytest.mark.parametrize("take_hz", [22050, 44100, 48000, 16000])
def test_no_sample_passes_1_db_below_full_scale(take_hz: int) -> None:
    with made(fake("loud"), Generate(seconds=0.2), frames_of(0.2, take_hz), 2, take_hz) as samples:
        assert 20 * np.log10(np.abs(samples).max(), dtype=np.float64) == pytest.approx(-1, abs=1e-5)
        assert np.abs(samples).max() <= 10 ** (-1 / 20)


def test_a_model_hears_a_source_at_its_own_rate_and_channels() -> None:
    left, right = noise(800, 1, 3), noise(800, 1, 4)
    source = Audio(np.concatenate([left, right], axis=1), 8000)
    with made(load_echo(), Vary(), 800, 2, 8000, source) as samples:
        np.testing.assert_allclose(samples, ((left + right) / 2).repeat(2, axis=1), atol=1e-6)


def test_an_echo_of_another_rate_is_the_source_again() -> None:
    time = np.arange(4800) / 48000
    source = Audio((0.5 * np.sin(2 * np.pi * 300 * time)).astype(np.float32)[:, None], 48000)
    with made(load_echo(), Vary(), 4800, 1, 48000, source) as samples:
        np.testing.assert_allclose(samples[480:-480], source.samples[480:-480], atol=2e-3)


@pytest.mark.parametrize(("take_hz", "frames"), [(44100, 4411), (48000, 4801), (8000, 801), (44100, 881), (8000, 159)])
def test_a_model_is_never_asked_for_a_length_that_it_doesnt_make(take_hz: int, frames: int) -> None:
    asked: list[int] = []

    def play(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
        asked.append(frames)
        return steady(frames, seed, on_step)

    model = Fake(replace(CARD, name="steady", longest_seconds=0.1), play)
    with made(model, Vary(), frames, 1, take_hz, Audio(noise(frames, 1, 0), take_hz)) as samples:
        assert samples[: frames - 2].any()
    with made(model, Generate(seconds=frames / take_hz), frames, 1, take_hz) as samples:
        assert samples[: frames - 2].any()
    assert all(160 <= length <= 800 for length in asked)


def test_views_of_a_buffer_that_is_used_again_and_empty_blocks_are_fine() -> None:
    with made(fake("sidelong"), Generate(seconds=0.1), 800, 2, 8000) as samples:
        np.testing.assert_array_equal(samples, noise(800, 2, 1))
    whole = soxr.resample(noise(800, 2, 1), 8000, 11025, quality="HQ")
    with made(fake("sidelong"), Generate(seconds=0.1), 1102, 2, 11025) as samples:
        np.testing.assert_allclose(samples[:1102], whole[:1102], atol=1e-5)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("short", "gave 799 frames where 800 were asked for"),
        ("long", "more than the 800 frames"),
        ("endless", "more than the 800 frames"),
        ("silent", "gave 0 frames"),
        ("infinite", "not finite"),
        ("double", "float64"),
        ("flat", r"shape \(160,\)"),
        ("lists", "gave a list where a numpy array was expected"),
    ],
)
@pytest.mark.parametrize("rate_hz", [8000, 48000])
def test_a_broken_block_fails_the_take(model: str, words: str, rate_hz: int) -> None:
    with (
        pytest.raises(ModelError, match=words),
        made(fake(model), Generate(seconds=0.1), frames_of(0.1, rate_hz), 1, rate_hz),
    ):
        pass


def test_an_edit_without_a_source_fails() -> None:
    with pytest.raises(ModelError, match="needs a source"), made(fake("steady"), Vary(), 800, 1, 8000):
        pass


@pytest.mark.parametrize(
    ("model_hz", "take_hz", "most_seconds"), [(44100, 44100, 0.0), (44100, 48000, 0.03), (48000, 44100, 0.03)]
)
def test_blocks_can_be_heard_soon_after_they_were_made(model_hz: int, take_hz: int, most_seconds: float) -> None:
    model = Fake(replace(CARD, name="steady", rate_hz=model_hz), PLAYS["steady"])
    memory = create_take_memory(take_hz, 1, take_hz)
    ready: list[int] = []

    def on_step(done: int, total: int) -> None:
        ready.append(memory.ready)

    try:
        render(model, Generate(seconds=1.0), 1, (), memory, on_step, lambda sentence: None)
    finally:
        memory.unlink()
        memory.close()
    held_back = [step * BLOCK_FRAMES / model_hz - frames / take_hz for step, frames in enumerate(ready[:-1])]
    assert len(held_back) == model_hz // BLOCK_FRAMES + (model_hz % BLOCK_FRAMES > 0)
    assert max(held_back) <= most_seconds
