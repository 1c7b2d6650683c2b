"""Every edit on every family, with tiny random weights: exact lengths, what stays, progress, cancel, determinism."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from engine import Audio, Cancelled, Samples, TakeShape, create_take_memory, frames_of
from engine.families.audioldm import AudioLDM
from engine.families.family import Family
from engine.models.contract import OnStep
from engine.models.diffusion.model import EDITS, DiffusionModel
from engine.models.trial import try_out
from engine.rendering import render
from engine.take_form import take_form
from engine.tasks import Edit, Extend, Generate, Inpaint, Loop, Morph, Style, Transform, Upscale, Vary
from tests.clicks import assert_no_click
from tests.engine.fakes import noise
from tests.engine.families.conftest import *  # noqa: F403
from tests.engine.test_rendering import made

FEW = Style(prompt="rain", steps=3)
TASKS: tuple[Edit, ...] = (
    Transform(strength=0.5, style=FEW),
    Inpaint(regions=((0.2, 0.4),), style=FEW),
    Inpaint(regions=((0.2, 0.4),), thorough=True, style=FEW),
    Extend(seconds=0.2, side="both", style=FEW),
    Upscale(cutoff_hz=2000.0, style=FEW),
    Loop(seconds=0.5, style=FEW),
    Morph(amount=0.5, to="a strong wind", style=FEW),
)


@pytest.fixture
def model(family: Family) -> DiffusionModel:
    return DiffusionModel("tiny", family)


def heard(model: DiffusionModel, seconds: float = 0.6, seed: int = 1) -> Audio:
    card = model.card
    return Audio(noise(frames_of(seconds, card.rate_hz), card.channels, seed, 0.3), card.rate_hz)


def whole(blocks: Iterator[Samples]) -> Samples:
    return np.concatenate(list(blocks))


def silent(done: int, total: int) -> None:
    return None


def test_it_passes_the_trial_of_every_model(model: DiffusionModel) -> None:
    card = try_out(model, "tiny")
    assert card.edits == EDITS


@pytest.mark.parametrize("task", TASKS, ids=lambda task: type(task).__name__)
def test_an_edit_is_the_same_again_and_another_with_another_seed(model: DiffusionModel, task: Edit) -> None:
    def edited(seed: int) -> Samples:
        return whole(model.edit(task, (heard(model),), seed, silent, lambda note: None))

    first = edited(3)
    np.testing.assert_array_equal(first, edited(3))
    assert not np.array_equal(first, edited(4))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: type(task).__name__)
def test_an_edit_becomes_a_take_of_its_form(model: DiffusionModel, task: Edit) -> None:
    source = Audio(noise(9_000, 2, 5, 0.3), 12_000)
    frames = {Extend: 13_800, Loop: 6_000}.get(type(task), 9_000)
    with made(model, task, frames, 2, 12_000, source) as samples:
        assert np.abs(samples).max() <= 0.8913
        if isinstance(task, Inpaint):
            np.testing.assert_array_equal(samples[:2_400], source.samples[:2_400])
            np.testing.assert_array_equal(samples[4_800:], source.samples[4_800:])
        if isinstance(task, Extend):
            np.testing.assert_array_equal(samples[2_400:11_400], source.samples)


@pytest.mark.parametrize("start_frame", [500, 501, 503, 517])
def test_the_shortest_region_is_one_at_every_rate(model: DiffusionModel, start_frame: int) -> None:
    rate_hz = 11_025
    source = Audio(noise(6_000, 1, 5, 0.3), rate_hz)
    task = Inpaint(regions=((start_frame / rate_hz, (start_frame + 220) / rate_hz),), style=FEW)
    with made(model, task, 6_000, 1, rate_hz, source) as samples:
        changed = np.flatnonzero(samples != source.samples)
        assert start_frame <= changed[0] < changed[-1] < start_frame + 220


@pytest.mark.parametrize(
    "task",
    [
        Transform(strength=0.5, style=FEW),
        Upscale(cutoff_hz=2_000.0, style=FEW),
        Inpaint(regions=((0.2, 0.4), (1.0, 2.2)), style=FEW),
        Extend(seconds=1.5, side="both", style=FEW),
    ],
    ids=lambda task: type(task).__name__,
)
def test_a_take_longer_than_the_model_makes_is_edited_in_windows(model: DiffusionModel, task: Edit) -> None:
    model.card = replace(model.card, longest_seconds=1.0)
    source = Audio(noise(30_000, 2, 5, 0.3), 12_000)

    def edited() -> Samples:
        with made(model, task, 66_000 if isinstance(task, Extend) else 30_000, 2, 12_000, source) as samples:
            return samples

    samples = edited()
    np.testing.assert_array_equal(samples, edited())
    assert np.abs(samples).max() <= 0.8913
    assert min(np.abs(piece).max() for piece in np.split(samples, 30)) > 1e-4
    if isinstance(task, Inpaint):
        for kept in (slice(0, 2_400), slice(4_800, 12_000), slice(26_400, 30_000)):
            np.testing.assert_array_equal(samples[kept], source.samples[kept])
        for seam in (2_400, 4_800, 12_000, 26_400):
            assert_no_click(samples, 12_000, seam - 360, seam + 360)
    if isinstance(task, Extend):
        np.testing.assert_array_equal(samples[18_000:48_000], source.samples)


def test_steps_are_told_and_never_more_than_foretold(model: DiffusionModel) -> None:
    told: list[tuple[int, int]] = []
    whole(model.edit(TASKS[0], (heard(model),), 1, lambda *step: told.append(step), lambda note: None))
    totals = {total for _, total in told}
    assert len(totals) == 1
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: type(task).__name__)
def test_every_step_of_every_edit_is_told(model: DiffusionModel, task: Edit) -> None:
    told: list[tuple[int, int]] = []
    whole(model.edit(task, (heard(model),), 1, lambda *step: told.append(step), lambda note: None))
    assert list(dict.fromkeys(done for done, _ in told)) == [*range(told[0][1] + 1)]


@pytest.mark.parametrize(
    ("task", "ready"),
    [
        (Inpaint(regions=((0.4, 0.5), (0.2, 0.3)), style=FEW), 0.2),
        (Inpaint(regions=((0.0, 0.1),), style=FEW), 0.0),
        (Extend(seconds=0.2, style=FEW), 0.6),
        (Extend(seconds=0.2, side="start", style=FEW), 0.0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_lies_before_a_region_can_sound_before_the_first_step(
    model: DiffusionModel, task: Inpaint | Extend, ready: float
) -> None:
    source = heard(model)
    form = take_form(task, [TakeShape("", source.frames, source.channels, source.rate_hz)], 1, source.rate_hz)
    memory = create_take_memory(form.frames, form.channels, form.rate_hz)
    there: list[int] = []
    try:
        render(model, task, 1, (source,), memory, lambda *step: there.append(memory.ready), lambda note: None)
        assert set(there) == {round(ready * source.rate_hz)}
        np.testing.assert_array_equal(memory.samples[: there[0]], source.samples[: there[0]])
    finally:
        memory.unlink()
        memory.close()


def test_a_cancel_is_seen_inside_a_step_and_leaves_the_model_as_it_was(model: DiffusionModel) -> None:
    task, calls = TASKS[0], 0

    def stop_at(last: int) -> OnStep:
        def on_step(done: int, total: int) -> None:
            nonlocal calls
            calls += 1
            if calls == last:
                raise Cancelled

        return on_step

    before = whole(model.edit(task, (heard(model),), 1, stop_at(0), lambda note: None))
    steps, calls = calls, 0
    for last in (2, steps // 2, steps - 1):
        calls = 0
        with pytest.raises(Cancelled):
            whole(model.edit(task, (heard(model),), 1, stop_at(last), lambda note: None))
        assert calls == last
    np.testing.assert_array_equal(before, whole(model.edit(task, (heard(model),), 1, silent, lambda note: None)))


def test_strength_leads_away_from_the_source(model: DiffusionModel) -> None:
    source = heard(model)
    tasks = [Transform(strength=strength, style=FEW) for strength in (0.0, 0.01, 0.3, 0.7)]
    reconstructed, *others = [whole(model.edit(task, (source,), 1, silent, lambda note: None)) for task in tasks]
    apart = [float(np.abs(samples - reconstructed).mean()) for samples in others]
    assert apart == sorted(apart)
    assert apart[0] < 0.5 * apart[1]


def test_a_variation_of_nothing_is_the_models_reconstruction(model: DiffusionModel) -> None:
    source = heard(model)
    expected = whole(model._family.decode(model._family.encode(source.samples)))[: source.frames]
    np.testing.assert_array_equal(whole(model.vary(Vary(amount=0.0), source, 1, silent, lambda note: None)), expected)


def test_a_loop_goes_round_without_a_click(model: DiffusionModel) -> None:
    rate_hz = model.card.rate_hz
    with made(model, Loop(seconds=0.7, style=FEW), frames_of(0.7, rate_hz), model.card.channels, rate_hz) as samples:
        assert_no_click(np.concatenate([samples] * 3), rate_hz, len(samples) - 100, len(samples) + 100)


def test_new_sound_has_exactly_its_frames(model: DiffusionModel) -> None:
    for seconds in (0.1, 0.3333):
        blocks = whole(model.generate(Generate(prompt="rain", seconds=seconds), 1, silent, lambda note: None))
        assert blocks.shape == (frames_of(seconds, model.card.rate_hz), model.card.channels)


def test_below_the_cutoff_the_spectrum_is_the_sources(model: DiffusionModel) -> None:
    rate_hz, cutoff_hz = model.card.rate_hz, 2_000.0
    spectrum = np.fft.rfft(noise(rate_hz, 1, 4, 0.2)[:, 0])
    spectrum[round(cutoff_hz) :] = 0  # a second: bin n is n Hz
    source = Audio(np.fft.irfft(spectrum).astype(np.float32)[:, None], rate_hz)
    with made(model, Upscale(cutoff_hz=cutoff_hz, style=FEW), rate_hz, 1, rate_hz, source) as samples:
        # What begins and ends suddenly is at every frequency.
        kept, was = (np.fft.rfft(each[:, 0] * np.hanning(rate_hz))[50:1_500] for each in (samples, source.samples))
        gain = np.abs(np.vdot(was, kept)) / np.vdot(was, was).real  # one for all, so that the sum keeps below -1 dBFS
        assert np.abs(kept - gain * was).max() < 0.02 * gain * np.abs(was).max()
        added = np.fft.rfft(samples[:, 0])[2_000:]
        assert np.sum(np.abs(added) ** 2) > 1e-4 * np.sum(np.abs(kept) ** 2)


def test_rows_below_the_cutoff_are_known(audioldm: AudioLDM, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[Tensor] = []
    decode = AudioLDM.decode

    def watched(family: AudioLDM, latents: Tensor) -> Iterator[Samples]:
        decoded.append(latents)
        return decode(family, latents)

    monkeypatch.setattr(AudioLDM, "decode", watched)
    model = DiffusionModel("tiny", audioldm)
    source = heard(model)
    whole(model.edit(Upscale(cutoff_hz=3_000.0, style=FEW), (source,), 1, silent, lambda note: None))
    known = audioldm.rows_below(3_000.0) - 1
    before = audioldm.encode(source.samples)
    assert 0 < known < before.shape[3] - 1
    assert torch.equal(decoded[0][..., :known], before[..., :known])
    assert bool((decoded[0] != before)[..., known:].all())
