import numpy as np
import pytest

from engine.evaluation.paired import pair_distances, spread_of_pairs
from tests.engine.evaluation.signals import hit, noise, tones


def test_a_sound_and_itself() -> None:
    note = tones([220.0, 440.0, 660.0], 0.6)
    found = pair_distances(note, note)
    assert found.multi_resolution_log_mel == found.log_spectral_distance_db == found.multi_resolution_stft == 0
    assert found.si_sdr_db > 60
    assert found.partials_db == 0
    assert found.pitch_error_cents == 0


def test_a_note_that_is_out_of_tune_says_so() -> None:
    found = pair_distances(tones([220.0, 440.0], 0.6), tones([222.0, 444.0], 0.6))
    assert found.pitch_error_cents == pytest.approx(15.67, abs=0.5)


def test_the_generated_is_cut_or_filled_up_to_the_reference() -> None:
    sound = noise(9000)
    assert (
        pair_distances(sound, noise(12000)).log_spectral_distance_db
        == pair_distances(sound, noise(12000)[:9000]).log_spectral_distance_db
    )
    assert pair_distances(sound, sound[:4500]).log_spectral_distance_db > 20


def test_measures_are_spread_over_the_pairs_they_can_be_taken_of() -> None:
    drum, other = hit(4000), noise(20000) * np.linspace(0, 1, 20000, dtype=np.float32)
    spread = spread_of_pairs([pair_distances(drum, drum), pair_distances(other, 0.5 * other)])
    assert spread.log_spectral_distance_db.count == 2
    assert spread.log_spectral_distance_db.mean == pytest.approx(6.0206 / 2, abs=0.1)
    assert spread.onset_error_ms is not None
    assert spread.onset_error_ms.count == 1
    assert spread.partials_db is None
