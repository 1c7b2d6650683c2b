"""What is drawn, how often, and how it lies in a batch: normalised, cut, or with silence after it."""

from pathlib import Path

import pytest
import torch

from engine.errors import MissingError
from engine.models.codec.framing import LATENT_HOP, RATE_HZ, SIZE
from engine.training.ember.batches import LENGTHS, USUAL, batch_of, chances, drawn_batch, odds_of
from engine.training.ember.latents import PITCH_LOUDER
from tests.engine.training.ember.fakes import CPU, item, latent_set, seeded, small_set

HALF = torch.tensor([0.5])


def test_training_latents_are_normal_and_the_others_are_not_asked(tmp_path: Path) -> None:
    found = latent_set(tmp_path, [item(0, 30), item(1, 50), item(2, 20, valid=True)])
    drawn = [found.cut(torch.tensor([number]), torch.tensor([0]), columns) for number, columns in ((0, 30), (1, 50))]
    deviation, mean = torch.std_mean(torch.cat(drawn, 2)[0], dim=1)
    torch.testing.assert_close(mean, torch.zeros(SIZE), atol=1e-3, rtol=0)
    torch.testing.assert_close(deviation[:-1], torch.ones(SIZE - 1), atol=1e-3, rtol=0)
    assert deviation[-1] == pytest.approx(PITCH_LOUDER, rel=1e-3)


def test_after_a_sound_lies_silence(tmp_path: Path) -> None:
    found = latent_set(tmp_path, [item(0, 8), item(1, 40), item(2, 20, valid=True)])
    batch = batch_of(found, torch.tensor([0, 1]), 16, torch.zeros(2), torch.zeros(2))
    raw = batch.clean * found.deviation[:, None] + found.mean[:, None]
    assert raw.shape == (2, SIZE, 16)
    torch.testing.assert_close(raw[0, 0, :8], torch.arange(1.0, 9))
    torch.testing.assert_close(raw[0, :, 8:], torch.full((SIZE, 8), -3.0))
    torch.testing.assert_close(raw[1, 0], torch.arange(1.0, 17))
    assert batch.sounding.sum(1).tolist() == [8, 16]


def test_a_sound_is_told_its_own_length_or_a_longer_one_up_to_the_batchs(tmp_path: Path) -> None:
    found = latent_set(tmp_path, [item(0, 8), item(1, 40), item(2, 20, valid=True)])
    column = LATENT_HOP / RATE_HZ
    for longer, short in ((0.0, 8), (0.5, 8), (0.625, 12), (0.75, 16), (1.0, 16)):
        batch = batch_of(found, torch.tensor([0, 1]), 16, torch.zeros(2), torch.full((2,), longer))
        assert batch.seconds.tolist() == pytest.approx([short * column, 16 * column])


def test_what_goes_on_may_begin_anywhere_and_a_hit_only_at_its_beginning(tmp_path: Path) -> None:
    found = latent_set(tmp_path, [item(0, 40), item(1, 40, category="ambience"), item(2, 20, valid=True)])
    batch = batch_of(found, torch.tensor([0, 1]), 16, torch.full((2,), 0.5), torch.zeros(2))
    first = batch.clean[:, 0, 0] * found.deviation[0] + found.mean[0]
    assert first.round().tolist() == [1, 13]


def test_digits_notes_and_pairs_have_their_shares_and_variants_share_their_clips_chance() -> None:
    items = [
        *[item(clip, category="spoken_digits", label=str(clip % 10)) for clip in range(500)],
        *[item(500, variant=variant, label="kick") for variant in range(4)],
        item(501, label="kick"),
        *[item(502 + clip, category="foley", label="door") for clip in range(8)],
        item(510, kind="and", other=501),
        item(511, category="synth", label="bass", note=40.0),
        item(512, valid=True),
    ]
    odds = chances(items)
    assert float(odds.sum()) == pytest.approx(1)
    assert float(odds[:500].sum()) == pytest.approx(0.94 * 0.12)
    assert float(odds[500:504].sum()) == pytest.approx(float(odds[504]))
    assert float(odds[505:513].sum()) == pytest.approx(2 * float(odds[500:505].sum()))
    assert odds[-3:].tolist() == pytest.approx([0.06, 0.94 * 0.25, 0])


def test_a_rare_label_is_drawn_oftener_than_its_share_of_clips() -> None:
    odds = chances([*[item(clip, label="kick") for clip in range(9)], item(9, label="snare")])
    assert float(odds[-1]) == pytest.approx(0.25)


def test_batches_are_of_all_lengths_and_of_training_items(tmp_path: Path) -> None:
    found = small_set(tmp_path)
    odds, generator = odds_of(found.items, CPU), seeded(0)
    batches = [drawn_batch(found, odds, 6, generator) for _ in range(200)]
    assert {batch.clean.shape[2] for batch in batches} <= set(LENGTHS)
    assert not any(each.valid for batch in batches for each in batch.items)
    assert {each.clip for batch in batches for each in batch.items} == set(range(8))


def test_batches_of_short_sounds_have_more_of_them(tmp_path: Path) -> None:
    found = latent_set(tmp_path, [item(0, 8), item(1, 100), item(2, 20, valid=True)])
    generator = seeded(1)
    odds = odds_of(found.items, CPU)
    batches = [drawn_batch(found, odds, 16, generator) for _ in range(100)]
    assert len({batch.clean.shape[2] for batch in batches}) > 5
    for batch in batches:
        count, _, columns = batch.clean.shape
        assert count % 2 == 0
        assert abs(count * columns - 16 * USUAL) <= columns


def test_sounds_come_mostly_in_batches_of_their_own_length_and_have_as_many_columns(tmp_path: Path) -> None:
    found = latent_set(tmp_path, [item(0, 10, label="kick"), item(1, 100, label="crash"), item(2, 20, valid=True)])
    odds = odds_of(found.items, CPU)
    # A step has as many columns whichever its length.
    columns = odds.items / odds.items.sum(1, keepdim=True) * odds.lengths[:, None]
    assert (columns.sum(0) / columns.sum()).tolist() == pytest.approx([0.5, 0.5, 0])
    sounds = columns / torch.tensor(LENGTHS)[:, None]
    assert [LENGTHS[at] for at in sounds[:, :2].argmax(0).tolist()] == [12, 130]
    assert odds.sounds == pytest.approx(float((odds.lengths * USUAL / torch.tensor(LENGTHS)).sum()))


def test_some_sounds_alone_may_be_learned_from() -> None:
    items = [
        item(0, category="drums"), item(1, category="foley", note=60.0), item(2, category="synth"),
        item(3, category="drums", kind="and", other=0), item(4, category="drums", valid=True),
    ]  # fmt: skip
    for only, drawn in (({"drums"}, [0]), ({"notes", "synth"}, [1, 2]), (set(), [0, 1, 2, 3])):
        odds = odds_of(items, CPU, frozenset(only)).items.sum(0)
        assert odds.nonzero()[:, 0].tolist() == drawn
    with pytest.raises(MissingError, match="nothing of bells to train on"):
        odds_of(items, CPU, frozenset({"bells"}))


def test_a_cache_with_nothing_to_validate_with_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="validation"):
        latent_set(tmp_path, [item(0)])
