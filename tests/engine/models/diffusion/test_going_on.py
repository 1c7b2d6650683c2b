"""New sound that is longer than the network hears: one line of latents, window after window, decoded as one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from engine import Cancelled, Generate, Samples
from engine.diffusion.denoise import Denoise
from engine.editing.windows import Filling
from engine.families.family import Condition, Family
from engine.families.stable_audio3 import StableAudio3
from engine.models.batch import Batch
from engine.models.contract import OnStep
from engine.models.diffusion import edits, going_on
from engine.models.diffusion.going_on import windows_of, windows_of_ring
from engine.models.diffusion.model import DiffusionModel
from engine.tasks import Loop, Style
from tests.clicks import assert_no_click
from tests.engine.families.conftest import *  # noqa: F403
from tests.engine.models.diffusion.test_model import silent, whole
from tests.engine.test_rendering import made

COLUMNS = 125
"""Of a window of a second: 64 frames each at 8 kHz."""
LONG = Generate(prompt="rain", seconds=3.3, steps=3)
FRAMES = 26_400
EACH = 3
"""Evaluations of a window: one a step."""


@pytest.fixture
def model(stable_audio3: StableAudio3) -> DiffusionModel:
    """A model that hears a second at once."""
    found = DiffusionModel("tiny", stable_audio3)
    found.card = replace(found.card, longest_seconds=1.0)
    return found


def generated(model: DiffusionModel, seed: int = 3, on_step: OnStep = silent, task: Generate = LONG) -> Samples:
    return whole(model.generate(task, seed, on_step, lambda note: None))


def told_of_what_is_known(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, Tensor, Tensor]]:
    """The length, the mask and the latents that the network is told, each time that it is told of any."""
    told: list[tuple[float, Tensor, Tensor]] = []
    denoise = StableAudio3.denoise

    def watched(
        family: StableAudio3,
        condition: Condition,
        guidance: float,
        mask: Tensor | None = None,
        known: Tensor | None = None,
    ) -> Denoise:
        if mask is not None and known is not None:
            told.append((condition.seconds, mask, known))
        return denoise(family, condition, guidance, mask, known)

    monkeypatch.setattr(StableAudio3, "denoise", watched)
    return told


def test_it_is_as_long_as_was_asked_for_and_the_same_again(model: DiffusionModel) -> None:
    first = generated(model)
    assert first.shape == (FRAMES, 2)
    assert min(np.abs(piece).max() for piece in np.split(first, 24)) > 1e-3
    np.testing.assert_array_equal(first, generated(model))
    assert not np.array_equal(first, generated(model, seed=4))


def test_a_sound_of_one_window_is_what_it_was(model: DiffusionModel, stable_audio3: StableAudio3) -> None:
    short, plain = replace(LONG, seconds=1.0), DiffusionModel("tiny", stable_audio3)
    np.testing.assert_array_equal(generated(model, task=short), generated(plain, task=short))


def test_all_windows_are_decoded_as_one_line(model: DiffusionModel, monkeypatch: pytest.MonkeyPatch) -> None:
    came: list[Tensor] = []
    decode = StableAudio3.decode_pieces

    def watched(family: StableAudio3, pieces: Iterable[Tensor], columns: int) -> Iterator[Samples]:
        return decode(family, (came.append(piece) or piece for piece in pieces), columns)  # type: ignore[func-returns-value]

    monkeypatch.setattr(StableAudio3, "decode_pieces", watched)
    samples = generated(model)
    line = torch.cat(came, 2)
    assert (len(came), line.shape[2]) == (5, -(-FRAMES // 64))
    monkeypatch.undo()
    np.testing.assert_array_equal(samples, whole(model._family.decode(line))[:FRAMES])


def test_each_window_is_told_the_end_of_the_one_before_it_and_its_length(
    model: DiffusionModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = told_of_what_is_known(monkeypatch)
    generated(model)
    assert [seconds for seconds, _, _ in told] == [1.0, 1.0, 1.0, (FRAMES - 64 * (413 - COLUMNS)) / 8000]
    for _, mask, known in told:
        kept = int((~mask).sum())
        assert COLUMNS // 8 <= kept < COLUMNS
        assert not mask[..., :kept].any()
        assert known[..., :kept].abs().min() > 0
        assert not known[..., kept:].any()


def test_the_first_block_comes_when_the_first_window_is_sampled(model: DiffusionModel) -> None:
    told: list[tuple[int, int]] = []
    blocks = model.generate(LONG, 3, lambda *step: told.append(step), lambda note: None)
    next(blocks)
    assert told[-1] == (EACH, 5 * EACH + 1)
    blocks.close()  # type: ignore[attr-defined]  # a generator


def test_steps_of_all_windows_are_told(model: DiffusionModel) -> None:
    told: list[tuple[int, int]] = []
    generated(model, on_step=lambda *step: told.append(step))
    assert {total for _, total in told} == {5 * EACH + 1}
    assert list(dict.fromkeys(done for done, _ in told)) == [*range(5 * EACH + 2)]


@pytest.mark.parametrize("last", [0, EACH, 2 * EACH + 1, 5 * EACH - 1])
def test_a_cancel_is_seen_in_every_window_and_leaves_the_model_as_it_was(model: DiffusionModel, last: int) -> None:
    before = generated(model)

    def stop(done: int, total: int) -> None:
        if done == last:
            raise Cancelled

    with pytest.raises(Cancelled):
        generated(model, on_step=stop)
    np.testing.assert_array_equal(before, generated(model))


def test_it_becomes_a_take(model: DiffusionModel) -> None:
    with made(model, LONG, 39_600, 2, 12_000) as samples:
        assert 0 < np.abs(samples).max() <= 0.8913


def test_takes_that_follow_are_not_sampled_beside_it(model: DiffusionModel) -> None:
    model.card = replace(model.card, device="cuda")
    batch = Batch(LONG)
    batch.ask((4, 5))
    np.testing.assert_array_equal(generated(model.together(batch)), generated(model))
    assert batch.taken(4) is None


def test_only_a_network_that_is_told_what_is_known_goes_on(family: Family) -> None:
    card = DiffusionModel("tiny", family).card
    assert card.goes_on == isinstance(family, StableAudio3)
    assert card.longest_new_seconds == (600 if card.goes_on else card.longest_seconds)


@pytest.mark.parametrize(("columns", "most"), [(17, 16), (129, 128), (400, 129), (12_920, 129)])
def test_windows_make_every_column_once(columns: int, most: int) -> None:
    windows = windows_of(columns, most)
    made = [each.kept[0] for each in windows]
    assert [region.start_frame for region in made] == [0, *(region.end_frame for region in made[:-1])]
    assert made[-1].end_frame == windows[-1].window.end_frame == columns
    for each, region in zip(windows, made, strict=True):
        assert each.window.frames == most
        assert each.window.start_frame <= region.start_frame < region.end_frame <= each.window.end_frame
    assert all(each.kept[0].start_frame - each.window.start_frame >= most // 8 for each in windows[1:])


LOOP = Loop(seconds=3.3, style=Style(prompt="rain", steps=3))
LOOP_FRAMES = FRAMES + 240
"""30 ms more, which give way to the start."""


def looped(model: DiffusionModel, seed: int = 3, on_step: OnStep = silent) -> Samples:
    return whole(model.edit(LOOP, (), seed, on_step, lambda note: None))


def test_a_long_loop_is_as_long_as_was_asked_for_and_the_same_again(model: DiffusionModel) -> None:
    first = looped(model)
    assert first.shape == (LOOP_FRAMES, 2)
    assert min(np.abs(piece).max() for piece in np.split(first, 24)) > 1e-3
    np.testing.assert_array_equal(first, looped(model))
    assert not np.array_equal(first, looped(model, seed=4))


def test_a_long_loop_is_a_ring_of_latents_whose_joint_is_told_both_sides(
    model: DiffusionModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, decoded = told_of_what_is_known(monkeypatch), list[Tensor]()
    decode = StableAudio3.decode

    def kept(family: StableAudio3, latents: Tensor) -> Iterator[Samples]:
        decoded.append(latents)
        return decode(family, latents)

    monkeypatch.setattr(StableAudio3, "decode", kept)
    looped(model)
    (line,) = decoded
    columns, beside = -(-FRAMES // 64), COLUMNS // 4
    assert line.shape[2] == 8 + columns + 8 + 4, "with eight columns round the corner on both sides, and what gives way"
    ring = line[:, :, 8 : 8 + columns]
    torch.testing.assert_close(line[:, :, :8], ring[:, :, -8:], rtol=0, atol=0)
    torch.testing.assert_close(line[:, :, 8 + columns :], ring[:, :, :12], rtol=0, atol=0)
    _, mask, known = told[-1]
    opened = COLUMNS - 2 * beside
    assert mask.flatten().tolist() == [False] * beside + [True] * opened + [False] * beside
    torch.testing.assert_close(known[..., -beside:], ring[:, :, :beside], rtol=0, atol=0)
    torch.testing.assert_close(
        known[..., :beside], ring[:, :, columns - opened - beside : columns - opened], rtol=0, atol=0
    )


def test_steps_of_all_windows_of_a_loop_are_told(model: DiffusionModel) -> None:
    told: list[tuple[int, int]] = []
    looped(model, on_step=lambda *step: told.append(step))
    ((total,),) = ({total for _, total in told},)
    assert list(dict.fromkeys(done for done, _ in told)) == [*range(total + 1)]
    assert total == windows_of_ring(-(-FRAMES // 64), COLUMNS, COLUMNS // 4) * EACH + 1


def test_a_long_loop_is_not_sampled_beside_others(model: DiffusionModel) -> None:
    model.card = replace(model.card, device="cuda")
    batch = Batch(LOOP)
    batch.ask((4, 5))
    np.testing.assert_array_equal(
        whole(model.together(batch).edit(LOOP, (), 3, silent, lambda note: None)), looped(model)
    )
    assert batch.taken(4) is None


def test_a_long_loop_becomes_a_take_that_goes_round(model: DiffusionModel) -> None:
    with made(model, LOOP, 26_400, 2, 8_000) as samples:
        turned = np.roll(samples, 13_200, axis=0)
        assert_no_click(turned, 8_000, 13_200 - 240, 13_200 + 240)


@pytest.mark.parametrize(("columns", "most"), [(17, 16), (129, 128), (400, 129), (12_920, 129)])
@pytest.mark.parametrize("share", [0, 4])
def test_a_ring_has_its_columns_between_what_is_lost(columns: int, most: int, share: int) -> None:
    """With enough on both sides of what leads back; the line's end, where it is brought to an end, is not in it."""
    lost, beside = (most // share if share else 0), most // 4
    opened = most - 2 * beside
    line = windows_of(columns - opened + lost + most // 8, most)
    assert line[-1].kept[-1].end_frame - lost - most // 8 == columns - opened >= 2 * beside
    assert windows_of_ring(columns, most, lost) == len(line) + 1


def test_a_hit_is_at_the_beginning_of_its_long_loop_and_what_goes_on_does_without_it(
    model: DiffusionModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[int] = []

    def watched(columns: int, most: int) -> tuple[Filling, ...]:
        lines.append(columns)
        return windows_of(columns, most)

    monkeypatch.setattr(going_on, "windows_of", watched)
    monkeypatch.setattr(edits, "sounding_seconds", lambda *asked: 0.4)
    looped(model)
    monkeypatch.setattr(edits, "sounding_seconds", lambda *asked: 3.3)
    looped(model)
    assert lines[2:] == [lines[0] + COLUMNS // 4] * 2
