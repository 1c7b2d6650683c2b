"""Takes that are longer than a model makes: windows, seams, progress over all of them, and the same samples again."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from engine import Audio, Cancelled, RangeError, Samples, TakeShape, create_take_memory
from engine.editing.levels import rms_dbfs
from engine.models.contract import OnNote, OnStep
from engine.models.tone import Tone
from engine.rendering import render
from engine.take_form import edited_frames, take_form
from engine.tasks import Edit, Extend, Inpaint, Loop, Morph, Style, Task, Transform, Upscale, Vary
from tests.clicks import assert_no_click
from tests.engine.editing.sounds import noise, tone
from tests.engine.fakes import in_blocks
from tests.engine.test_rendering import made

RATE_HZ = 8_000
SECOND = RATE_HZ
LONGEST = 2 * SECOND


class Noisy(Tone):
    """Makes noise of its own level, of 2 seconds at most, and remembers what it was asked."""

    card = replace(Tone.card, name="noisy", rate_hz=RATE_HZ, longest_seconds=2.0)

    def __init__(self) -> None:
        self.asked: list[tuple[Edit | Vary, int, int]] = []

    def vary(self, task: Vary, source: Audio, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        self.asked.append((task, source.frames, seed))
        return in_blocks(noise(source.frames, 1, seed), on_step)

    def edit(
        self, task: Edit, sources: tuple[Audio, ...], seed: int, on_step: OnStep, on_note: OnNote
    ) -> Iterator[Samples]:
        self.asked.append((task, sources[0].frames, seed))
        on_note("heard")
        frames = edited_frames(task, sources, RATE_HZ)
        assert max(frames, sources[0].frames) <= LONGEST
        return in_blocks(noise(frames, 1, seed) * np.float32(0.5), on_step)


def edited(model: Tone, task: Task, source: Audio) -> Samples:
    form = take_form(task, [TakeShape("", source.frames, source.channels, source.rate_hz)], 1, source.rate_hz)
    with made(model, task, form.frames, form.channels, form.rate_hz, source) as samples:
        return samples


def source_of(seconds: float, rate_hz: int = RATE_HZ, channels: int = 1) -> Audio:
    return Audio(noise(round(seconds * rate_hz), channels, 3), rate_hz)


def test_a_region_of_a_long_take_is_edited_in_a_window_around_it() -> None:
    model, source = Noisy(), source_of(60, channels=2)
    samples = edited(model, Inpaint(regions=((30.0, 30.5),)), source)
    ((asked, frames, _),) = model.asked
    assert isinstance(asked, Inpaint)
    assert frames == LONGEST
    assert asked.regions == ((0.75, 1.25),)
    inside = slice(30 * SECOND, 30 * SECOND + SECOND // 2)
    changed = np.flatnonzero((samples != source.samples).any(axis=1))
    assert inside.start <= changed[0] < changed[-1] < inside.stop


def test_regions_far_apart_and_long_ones_take_several_windows() -> None:
    model, source = Noisy(), source_of(30)
    regions = ((1.0, 1.5), (2.0, 2.2), (10.0, 15.0), (29.0, 30.0))
    samples = edited(model, Inpaint(regions=regions), source)
    assert len(model.asked) == 1 + 4 + 1
    assert len({seed for _, _, seed in model.asked}) == 6
    kept = np.ones(source.frames, bool)
    for start, end in regions:
        kept[round(start * SECOND) : round(end * SECOND)] = False
    np.testing.assert_array_equal(samples[kept], source.samples[kept])
    assert np.mean(samples[~kept] != source.samples[~kept]) > 0.99
    for start, end in regions[:3]:
        assert_seam(samples, round(start * SECOND))
        assert_seam(samples, round(end * SECOND))
    for part in range(1, 4):  # where the windows of the long one meet
        assert_seam(samples, 10 * SECOND + part * 10_000)


def assert_seam(samples: Samples, frame: int) -> None:
    """Neither a click nor a step in level."""
    assert_no_click(samples, RATE_HZ, frame - 240, frame + 240)
    before, after = samples[frame - 400 : frame], samples[frame : frame + 400]
    assert abs(rms_dbfs(before) - rms_dbfs(after)) < 1


@pytest.mark.parametrize(("side", "windows"), [("end", 7), ("start", 7), ("both", 14)])
@pytest.mark.parametrize("rate_hz", [8_000, 11_025])
def test_an_extension_goes_on_from_window_to_window(side: str, windows: int, rate_hz: int) -> None:
    model, source = Noisy(), source_of(5, rate_hz, 2)
    samples = edited(model, Extend(seconds=10.0, side=side), source)  # type: ignore[arg-type]
    added = 10 * rate_hz
    first = 0 if side == "end" else added
    assert len(samples) == source.frames + (2 if side == "both" else 1) * added
    np.testing.assert_array_equal(samples[first : first + source.frames], source.samples)
    assert len(model.asked) == windows
    if rate_hz == RATE_HZ:
        for part in range(windows if side != "both" else 0):
            at = 5 * SECOND + part * added // 7 if side == "end" else added - part * added // 7
            assert_seam(samples, at)
    assert min(rms_dbfs(piece) for piece in np.split(samples[: len(samples) // 100 * 100], 100)) > -24


def test_a_short_extension_of_a_long_take_hears_its_end_alone() -> None:
    model, source = Noisy(), source_of(60)
    samples = edited(model, Extend(seconds=0.5), source)
    ((asked, frames, _),) = model.asked
    assert isinstance(asked, Extend)
    assert (asked.seconds, asked.side, frames) == (0.5, "end", LONGEST - SECOND // 2)
    np.testing.assert_array_equal(samples[: source.frames], source.samples)


@pytest.mark.parametrize("task", [Vary(), Transform(style=Style(prompt="x")), Upscale(cutoff_hz=1_000.0)])
def test_all_of_a_long_take_is_edited_in_windows_that_overlap(task: Task) -> None:
    model, source = Noisy(), source_of(9, 16_000 if isinstance(task, Vary) else 8_000)
    samples = edited(model, task, source)
    assert samples.shape == source.samples.shape
    assert len(model.asked) == 6
    assert all(frames == model.asked[0][1] <= LONGEST for _, frames, _ in model.asked)
    assert len({seed for _, _, seed in model.asked}) == 6
    if not isinstance(task, Vary):
        levels = [rms_dbfs(piece) for piece in np.split(samples, 90)]
        assert np.ptp(levels) < 2


def test_a_morph_of_long_takes_hears_both_from_the_same_place_on() -> None:
    first, second = tone(9 * SECOND, RATE_HZ, 300), tone(6 * SECOND, RATE_HZ, 500)
    model = Tone()
    model.card = replace(Tone.card, rate_hz=RATE_HZ, longest_seconds=2.0)
    target = create_take_memory(9 * SECOND, 1, RATE_HZ)
    try:
        render(model, Morph(amount=0.5), 1, (Audio(first, RATE_HZ), Audio(second, RATE_HZ)), target, ignored, ignored)
        expected = (first + np.pad(second, ((0, 3 * SECOND), (0, 0)))) / 2
        np.testing.assert_allclose(target.samples, expected, atol=0.05)
    finally:
        target.unlink()
        target.close()


def ignored(*told: object) -> None:
    pass


@pytest.mark.parametrize("task", [Vary(), Inpaint(regions=((1.0, 4.0),)), Extend(seconds=5.0)])
def test_the_same_request_gives_the_same_samples(task: Task) -> None:
    np.testing.assert_array_equal(edited(Noisy(), task, source_of(6)), edited(Noisy(), task, source_of(6)))


@pytest.mark.parametrize(
    "task",
    [
        Vary(),
        Transform(),
        Morph(),
        Upscale(cutoff_hz=1_000.0),
        Inpaint(regions=((1.0, 4.0),)),
        Extend(seconds=5.0),
        Loop(seconds=20.0),
    ],
)
def test_progress_counts_all_windows_notes_come_once_and_a_cancel_is_seen_in_each(task: Task) -> None:
    told: list[tuple[int, int]] = []
    notes: list[str] = []
    run(task, lambda *step: told.append(step), notes.append)
    totals = {total for _, total in told}
    assert len(totals) == 1
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]
    assert notes == ([] if isinstance(task, Vary) else ["heard"])
    for last in range(0, len(told), len(told) // 7):
        calls = 0

        def stop(done: int, total: int, last: int = last) -> None:
            nonlocal calls
            calls += 1
            if calls > last:
                raise Cancelled

        with pytest.raises(Cancelled):
            run(task, stop, notes.append)
        assert calls == last + 1


def run(task: Task, on_step: OnStep, on_note: OnNote) -> None:
    source = source_of(6)
    form = take_form(task, [TakeShape("", source.frames, 1, RATE_HZ)], 1, RATE_HZ)
    memory = create_take_memory(form.frames, 1, RATE_HZ)
    try:
        render(Noisy(), task, 1, (source,), memory, on_step, on_note)
    finally:
        memory.unlink()
        memory.close()


def test_a_tone_goes_on_without_a_click_where_windows_meet() -> None:
    model = Tone()
    model.card = replace(Tone.card, longest_seconds=2.0)
    source = Audio(tone(48_000, 48_000, 300), 48_000)
    samples = edited(model, Extend(seconds=6.0, style=Style(prompt="300")), source)
    for part in range(4):
        at = 48_000 + part * 72_000
        assert_no_click(samples, 48_000, at - 1_440, at + 1_440)


def test_a_region_outside_of_a_long_take_is_refused_before_anything_is_made() -> None:
    model = Noisy()
    with pytest.raises(RangeError, match="outside of the source"):
        edited(model, Inpaint(regions=((59.0, 61.0),)), source_of(60))
    assert model.asked == []
