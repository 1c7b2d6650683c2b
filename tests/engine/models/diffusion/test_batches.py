"""Takes of a job sampled together, on every family: a card that says "cuda", while all of it computes on the CPU."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine import Audio, BatchPlace, Cancelled, Samples, create_take_memory
from engine.families.family import Family
from engine.models.batch import Batch
from engine.models.contract import Batcher, OnStep
from engine.models.diffusion.model import DiffusionModel
from engine.rendering import render
from engine.tasks import Edit, Generate, Inpaint, Task, Transform
from tests.engine.fakes import noise
from tests.engine.families.conftest import *  # noqa: F403
from tests.engine.models.diffusion.test_model import FEW, TASKS, heard, silent

SEEDS = (3, 4, 5)
GENERATE = Generate(prompt="rain", seconds=0.6, steps=3)
ROUNDING = 2e-5
"""Of samples, and of latents beside the largest of them."""


class Watched:
    """A family's model on a GPU, as far as its card says, and how many rows each call of its network has had."""

    def __init__(self, family: Family, monkeypatch: pytest.MonkeyPatch, most_rows: int = 100) -> None:
        self.model = DiffusionModel("tiny", family)
        self.model.card = replace(self.model.card, device="cuda")
        self.told: list[str] = []
        self.latents: list[torch.Tensor] = []
        denoise, decode = type(family).denoise, type(family).decode

        def watched(*asked: object) -> object:
            inner = denoise(*asked)  # type: ignore[arg-type]

            def estimate(latents: torch.Tensor, sigma: float) -> torch.Tensor:
                self.told.append(f"{len(latents)} rows")
                # Not at the first step, so that the ones after it are told anew.
                if len(latents) > most_rows and self.told[-2:] == [self.told[-1]] * 2:
                    raise torch.OutOfMemoryError
                return inner(latents, sigma)

            return estimate

        def decoded(family: Family, latents: torch.Tensor) -> Iterator[Samples]:
            self.told.append(f"decode {len(latents)}")
            self.latents.append(latents)
            return decode(family, latents)  # type: ignore[arg-type]

        monkeypatch.setattr(type(family), "denoise", watched)
        monkeypatch.setattr(type(family), "decode", decoded)

    def takes(self, task: Task, on_step: OnStep = silent) -> Iterator[tuple[Samples, BatchPlace]]:
        """Each take of a job with its place, as the worker asks for them."""
        batch = Batch(task)
        for index, seed in enumerate(SEEDS):
            batch.ask(SEEDS[index + 1 :])
            samples = np.concatenate(list(asked(self.model.together(batch), task, seed, on_step)))
            yield samples, batch.place


def asked(model: object, task: Task, seed: int, on_step: OnStep = silent) -> Iterator[Samples]:
    assert isinstance(model, DiffusionModel)
    if isinstance(task, Generate):
        return model.generate(task, seed, on_step, lambda note: None)
    assert isinstance(task, Edit)
    return model.edit(task, (heard(model),), seed, on_step, lambda note: None)


@pytest.mark.parametrize("task", [GENERATE, *TASKS], ids=lambda task: type(task).__name__)
def test_takes_of_a_batch_are_those_of_single_runs(family: Family, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(family, monkeypatch)
    alone = [np.concatenate(list(asked(DiffusionModel("tiny", family), task, seed))) for seed in SEEDS]
    watched.told.clear()
    for (samples, place), single, number in zip(watched.takes(task), alone, (1, 2, 3), strict=True):
        np.testing.assert_allclose(samples, single, rtol=0, atol=ROUNDING)
        assert place == BatchPlace(number, 3)
    assert {told for told in watched.told if "rows" in told} == {"3 rows"}
    single_latents, latents = (torch.cat(each) for each in (watched.latents[:3], watched.latents[3:]))
    rounding = ROUNDING * float(single_latents.abs().max())
    torch.testing.assert_close(latents, single_latents, rtol=0, atol=rounding)
    assert float((single_latents[0] - single_latents[1]).abs().max()) > 100 * rounding


def test_on_a_cpu_each_is_made_alone(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(family, monkeypatch)
    watched.model.card = replace(watched.model.card, device="cpu")
    assert {place for _, place in watched.takes(GENERATE)} == {BatchPlace()}
    assert {told for told in watched.told if "rows" in told} == {"1 rows"}


def test_the_first_take_is_decoded_before_the_others(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(family, monkeypatch)
    takes = watched.takes(GENERATE)
    next(takes)
    sampled = len(watched.told) - 1
    assert watched.told == ["3 rows"] * sampled + ["decode 1"]
    assert len([*takes]) == 2
    assert watched.told[sampled:] == ["decode 1"] * 3


def test_where_memory_is_too_small_half_as_many_are_sampled(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [np.concatenate(list(asked(DiffusionModel("tiny", family), GENERATE, seed))) for seed in SEEDS]
    watched, steps = Watched(family, monkeypatch, most_rows=2), list[tuple[int, int]]()
    monkeypatch.setattr(__name__ + ".SEEDS", (3, 4, 5, 6))
    made = [*watched.takes(GENERATE, lambda *step: steps.append(step))]
    assert [place for _, place in made] == [BatchPlace(1, 2), BatchPlace(2, 2)] * 2
    for (samples, _), single in zip(made, alone, strict=False):
        np.testing.assert_allclose(samples, single, rtol=0, atol=ROUNDING)
    assert watched.told.count("4 rows") == 2
    of_the_first = [done for done, _ in steps[: [done == total for done, total in steps].index(True) + 1]]
    assert of_the_first == sorted(of_the_first)
    assert len({total for _, total in steps}) == 1


def test_a_take_that_has_no_room_alone_fails(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(family, monkeypatch, most_rows=0)
    with pytest.raises(torch.OutOfMemoryError):
        next(watched.takes(GENERATE))
    assert watched.told == ["3 rows"] * 2 + ["1 rows"] * 2


def test_a_take_of_a_batch_tells_as_many_steps_as_the_first(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    watched, steps = Watched(family, monkeypatch), list[tuple[int, int]]()
    for _ in watched.takes(GENERATE, lambda *step: steps.append(step)):
        assert steps[-1][0] == steps[-1][1]
    assert len({total for _, total in steps}) == 1


def test_a_cancel_leaves_nothing_in_the_batch(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    watched, batch = Watched(family, monkeypatch), Batch(GENERATE)
    batch.ask(SEEDS[1:])

    def stop(done: int, total: int) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(asked(watched.model.together(batch), GENERATE, SEEDS[0], stop))
    assert [batch.taken(seed) for seed in SEEDS] == [None] * 3
    assert batch.place == BatchPlace()


@pytest.mark.parametrize(
    ("task", "seconds", "takes"),
    [
        (Transform(strength=0.5, style=FEW), 0.6, 3),
        (Inpaint(regions=((0.2, 0.4),), style=FEW), 0.6, 3),
        (Transform(strength=0.5, style=FEW), 2.5, 1),
        (Inpaint(regions=((0.2, 0.4), (1.5, 2.3)), style=FEW), 2.5, 1),
    ],
)
def test_a_take_longer_than_the_model_makes_is_sampled_alone(
    family: Family, task: Task, seconds: float, takes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched, batch = Watched(family, monkeypatch), Batch(task)
    watched.model.card = replace(watched.model.card, longest_seconds=1.0)
    batch.ask(SEEDS[1:])
    source = Audio(noise(int(seconds * 12_000), 2, 5, 0.3), 12_000)
    memory = create_take_memory(source.frames, 2, 12_000)
    try:
        render(watched.model, task, SEEDS[0], (source,), memory, silent, lambda note: None, batch)
    finally:
        memory.unlink()
        memory.close()
    assert batch.place == BatchPlace(1, takes)
    assert f"{takes} rows" in watched.told


def test_a_diffusion_model_is_a_batcher(family: Family) -> None:
    assert isinstance(DiffusionModel("tiny", family), Batcher)
