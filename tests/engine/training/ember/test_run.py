"""A run on a small cache: interrupted or not it comes to the same, by the clock too, and it learns."""

from pathlib import Path
from random import Random

import pytest
import torch

from engine.errors import ModelError, RangeError
from engine.training.checkpoint import CHECKPOINT, load_average, plan_in
from engine.training.ember.batches import drawn_batch, odds_of
from engine.training.ember.fitting import DROPPED, Fitting, told_of
from engine.training.ember.latents import LatentSet
from engine.training.ember.run import _plan, train
from engine.training.ember.shape import EMBER, duration_embedder_of, transformer_of
from engine.training.ember.validation import trials_of, validated
from engine.training.plan import Plan
from engine.training.slices import BEST, RunStatus
from engine.training.wish import Wish
from tests.engine.training.ember.fakes import CPU, TINY, LetterWords, caption_of, seeded, small_set
from tests.engine.training.runs import told_until, weights

STEPS = 4


@pytest.fixture(scope="module")
def latents(tmp_path_factory: pytest.TempPathFactory) -> LatentSet:
    return small_set(tmp_path_factory.mktemp("cache"))


def trained(latents: LatentSet, out: Path, until: int | None = None, **wish: float) -> list[RunStatus]:
    told: list[RunStatus] = []
    report = told_until(told, until)
    asked = Wish(**{"steps": STEPS, "batch": 4, "seed": 3} | wish)  # type: ignore[arg-type]
    try:
        train(latents, out, asked, LetterWords(), caption_of, report, TINY)
    except KeyboardInterrupt:
        assert until is not None
    return told


@pytest.fixture(scope="module")
def whole(latents: LatentSet, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[RunStatus]]:
    out = tmp_path_factory.mktemp("whole")
    return out, trained(latents, out)


def test_a_run_counts_its_steps_validates_at_its_end_and_keeps_the_best(whole: tuple[Path, list[RunStatus]]) -> None:
    out, told = whole
    assert [status.step for status in told] == [1, 2, 3, 4]
    assert told[-1].best == told[-1].distance > 0
    assert str(told[0]).startswith("step 1/4 ")
    assert "not yet validated" in str(told[0])
    assert f"flow {told[-1].distance:.4f}" in str(told[-1])
    assert load_average(out / BEST).keys() == torch.load(out / CHECKPOINT, weights_only=True)["network"].keys()


@pytest.mark.parametrize("until", [1, 3])
def test_an_interrupted_run_goes_on_to_the_same_bits(
    latents: LatentSet, whole: tuple[Path, list[RunStatus]], tmp_path: Path, until: int
) -> None:
    steps = [status.step for status in (*trained(latents, tmp_path, until), *trained(latents, tmp_path))]
    assert steps == [1, 2, 3, 4]
    once, twice = weights(whole[0]), weights(tmp_path)
    assert [name for name in once if not torch.equal(once[name], twice[name])] == []


def test_a_run_stops_by_the_clock(latents: LatentSet, tmp_path: Path) -> None:
    told = trained(latents, tmp_path, minutes=0.01, steps=100_000)
    assert 0 < told[-1].step < 100_000
    assert all(status.seconds_left <= 0.6 for status in told)
    assert (tmp_path / CHECKPOINT).exists()


def test_what_it_learns_lowers_the_loss_of_what_it_never_saw(latents: LatentSet) -> None:
    words = LetterWords()
    trials = trials_of(latents, words, caption_of)
    fitting = Fitting(Plan(steps=30, batch=8, peak_rate=2e-2, seed=0), TINY, words.text_encoder, CPU)
    before = validated(fitting.network, trials)
    odds = odds_of(latents.items, CPU)
    for _ in range(30):
        fitting.fit(latents, odds, words, caption_of)
    assert validated(fitting.network, trials) < 0.9 * before
    assert validated(fitting.network, trials) == validated(fitting.network, trials)


def test_masks_are_learned_from_too(latents: LatentSet) -> None:
    words = LetterWords()
    fitting = Fitting(Plan(steps=10, batch=4, peak_rate=1e-2, seed=0), TINY, words.text_encoder, CPU)
    first = [block.to_local_embed[-1].weight.clone() for block in fitting.network.transformer.transformer_blocks]
    fitting.fit(latents, odds_of(latents.items, CPU), words, caption_of)
    blocks = fitting.network.transformer.transformer_blocks
    assert all(not torch.equal(block.to_local_embed[-1].weight, old) for block, old in zip(blocks, first, strict=True))


def test_what_is_told_of_words_is_learned_and_where_they_lie_is_not(latents: LatentSet) -> None:
    words = LetterWords()
    fitting = Fitting(Plan(steps=10, batch=4, peak_rate=1e-2, seed=0), TINY, words.text_encoder, CPU)
    for _ in range(2):
        fitting.fit(latents, odds_of(latents.items, CPU), words, caption_of)
    learned = fitting.network.text_encoder
    assert torch.equal(learned.table.weight, words.text_encoder.table.weight)
    assert not torch.equal(learned.tell.weight, words.text_encoder.tell.weight)
    assert torch.equal(words.text_encoder.tell.weight, torch.eye(TINY.text_width)), "the given one stays as it was"


def test_some_prompts_are_empty_and_told_as_the_empty_one_is(latents: LatentSet) -> None:
    words = LetterWords()
    batch = drawn_batch(latents, odds_of(latents.items, CPU), 400, seeded(0))
    told = told_of(batch, words, caption_of, Random(0), DROPPED)
    empty = [number for number, text in enumerate(words.asked) if not text]
    assert 0.1 < len(empty) / len(batch.items) < 0.2
    ids, read = LetterWords().read([""])
    for number in empty:
        assert torch.equal(told.ids[number], ids[0])
        assert torch.equal(told.read[number], read[0])


def test_a_run_from_nothing_takes_lessons_and_one_that_begins_with_weights_does_not(
    whole: tuple[Path, list[RunStatus]], tmp_path: Path
) -> None:
    assert plan_in(whole[0] / CHECKPOINT, Plan).lessons
    assert not _plan(tmp_path, Wish(weights=tmp_path), CPU).lessons
    assert _plan(whole[0], Wish(weights=tmp_path), CPU).lessons, "it goes on as it was begun"


def test_steps_are_made_by_a_network_of_the_same_weights_that_is_not_saved(latents: LatentSet) -> None:
    words = LetterWords()
    fitting = Fitting(Plan(steps=10, batch=4, peak_rate=1e-2, seed=0), TINY, words.text_encoder, CPU)
    called, network = fitting._called, fitting.network
    assert {id(weights) for weights in called.parameters()} == {id(weights) for weights in network.parameters()}
    fitting.fit(latents, odds_of(latents.items, CPU), words, caption_of)
    batch = drawn_batch(latents, odds_of(latents.items, CPU), 4, seeded(0))
    told = told_of(batch, words, caption_of, Random(0), 0.0)
    noisy, time = torch.randn(batch.clean.shape, generator=seeded(1)), torch.full((len(batch.items),), 0.5)
    with torch.inference_mode():
        torch.testing.assert_close(called(noisy, time, told, None), network(noisy, time, told, None))


def test_a_batch_that_can_not_be_halved_is_refused(latents: LatentSet, tmp_path: Path) -> None:
    with pytest.raises(RangeError, match="2 sounds or more"):
        trained(latents, tmp_path, batch=1)


def test_a_run_of_another_shape_is_said_to_be_one(
    latents: LatentSet, whole: tuple[Path, list[RunStatus]], tmp_path: Path
) -> None:
    (tmp_path / CHECKPOINT).write_bytes((whole[0] / CHECKPOINT).read_bytes())
    with pytest.raises(ModelError, match="of another version"):
        train(latents, tmp_path, Wish(steps=9), LetterWords(), caption_of, lambda status: None, EMBER)


def test_ember_is_of_the_size_that_ships() -> None:
    with torch.device("meta"):
        parts = (transformer_of(EMBER), duration_embedder_of(EMBER))
    assert 7.0e6 < sum(weight.numel() for part in parts for weight in part.parameters()) < 8.0e6
    assert parts[1].config.max_val == 6.0
