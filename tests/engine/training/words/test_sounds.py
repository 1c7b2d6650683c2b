"""What is drawn from a set of sounds, how often, and how it is cut."""

import pytest
import torch

from engine.errors import MissingError
from engine.models.ear.hearing import BANDS
from engine.training.words.sounds import CROP, Batch, crops, gathered, odds, pitched, whole
from tests.engine.training.words.sounds import counting, facts, tiny_sounds


def drawn(count: int, seed: int = 0) -> Batch:
    sounds = tiny_sounds()
    return crops(sounds, odds(sounds), count, torch.Generator().manual_seed(seed))


def test_rare_labels_count_nearly_as_much_as_common_ones_and_digits_little() -> None:
    several = [
        *[facts("foley", "footstep")] * 16, *[facts("foley", "door")] * 4, *[facts("drums", "kick")] * 5,
        *[facts("spoken_digits", "one")] * 500, *[facts("foley", "door", valid=True)] * 3,
    ]  # fmt: skip
    chances = odds(gathered([counting(2, 1)] * len(several), several))
    assert float(chances.sum()) == pytest.approx(1)
    # Labels by the root of their numbers: 4 to 2. Categories too: root of 20 to root of 5.
    assert float(chances[:16].sum()) == pytest.approx(2 * float(chances[16:20].sum()))
    assert float(chances[:20].sum()) == pytest.approx(2 * float(chances[20:25].sum()))
    assert float(chances[25:525].sum()) == pytest.approx(0.08)
    assert not chances[525:].any()


def test_digits_alone_can_be_learned_too() -> None:
    chances = odds(gathered([counting(2, 1)] * 2, [facts("spoken_digits", "one"), facts("drums", "kick", valid=True)]))
    assert chances.tolist() == [1.0, 0.0]


def test_crops_are_parts_of_sounds_as_they_were() -> None:
    batch = drawn(60)
    assert batch.spectrograms.shape == (60, CROP, BANDS)
    assert set(batch.indices.tolist()) == {0, 1, 2}
    for spectrogram, mask, index in zip(*batch, strict=True):
        number, times = [(1, 30), (3, 200), (5, 300)][int(index)]
        values = spectrogram[:, 0][spectrogram[:, 0] > 0]
        which = ((values - 0.1 * number) / 0.001).round().long() - 1
        assert which.tolist() == list(range(int(which[0]), int(which[0]) + len(which)))
        assert which[0] >= 0
        assert which[-1] < times
        assert len(which) >= 0.69 * min(times, CROP)
        # What is there ends with the sound, and nothing is behind it.
        assert mask.tolist() == [True] * int(mask.sum()) + [False] * (CROP - int(mask.sum()))
        assert spectrogram[~mask].eq(0).all()
        assert spectrogram[int(mask.sum()) - 1, 0] > 0


def test_short_sounds_come_late_by_turns_and_long_ones_are_cut_anywhere() -> None:
    batch = drawn(200)
    firsts = {index: set() for index in range(3)}
    for spectrogram, index in zip(batch.spectrograms, batch.indices.tolist(), strict=True):
        firsts[index].add((int(spectrogram[:, 0].nonzero()[0]), round(1000 * float(spectrogram[:, 0].max()))))
    assert {late for late, _ in firsts[0]} == set(range(8))
    assert {late for late, _ in firsts[1] | firsts[2]} == {0}
    assert len({last for _, last in firsts[2]}) > 20


def test_the_same_seed_draws_the_same() -> None:
    one, same, other = drawn(5), drawn(5), drawn(5, seed=1)
    assert all(torch.equal(a, b) for a, b in zip(one, same, strict=True))
    assert not torch.equal(one.spectrograms, other.spectrograms)


def test_validation_sees_whole_sounds() -> None:
    sounds = tiny_sounds()
    assert sounds.of_split(valid=True) == [3]
    assert sounds.of_split(valid=False) == [0, 1, 2]
    batch = whole(sounds, [3, 0])
    assert batch.mask.sum(dim=1).tolist() == [17, 30]
    assert torch.equal(batch.spectrograms[0, :17], counting(17, 9).half().float())
    assert batch.spectrograms[0, 17:].eq(0).all()
    assert batch.indices.tolist() == [3, 0]
    assert pitched(sounds).tolist() == [False, True, False, False]


@pytest.mark.parametrize("valid", [False, True])
def test_a_set_without_sounds_of_both_splits_is_refused(valid: bool) -> None:
    with pytest.raises(MissingError, match="give a set with metadata of both splits"):
        gathered([counting(2, 1)], [facts("drums", "kick", valid=valid)])
