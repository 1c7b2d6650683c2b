"""What the ear hears of a sound: not its level, not the silence around it, and never an infinity."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

from engine.errors import RangeError
from engine.mel_bands import RATE_HZ
from engine.models.ear.hearing import BANDS, HEARD_PER_SECOND, heard
from tests.engine.evaluation.signals import hit, noise, silence, tones


def test_a_tone_is_loudest_in_its_band_and_at_the_floor_far_away() -> None:
    spectrogram = heard(tones([1000.0], 1.0))
    assert spectrogram.shape == (HEARD_PER_SECOND, BANDS)
    # mel(40) = 62.6 and mel(16000) = 3575: bands every 54 mel; mel(1000) = 1000 lies at (1000 - 62.6) / 54 = 17.35.
    assert set(spectrogram[5:-5].argmax(dim=1).tolist()) == {16}
    assert float(spectrogram[25].max()) == pytest.approx(1.0, abs=0.05)
    assert spectrogram[25, 40:].max() == 0


@given(gain_db=some.floats(-60, 60))
def test_level_does_not_matter(gain_db: float) -> None:
    drum = hit(0)
    louder = (drum * 10 ** (gain_db / 20)).astype(np.float32)
    assert torch.allclose(heard(louder), heard(drum), atol=1e-4)


def test_silence_around_does_not_matter() -> None:
    drum = hit(0)
    framed = np.concatenate([silence(3000), drum, silence(5000)])
    assert torch.allclose(heard(framed), heard(drum), atol=1e-4)


@pytest.mark.parametrize("nothing", [silence(0), silence(1), silence(10_000), noise(10_000, 1e-6)])
def test_silence_is_one_row_of_nothing(nothing: "np.typing.NDArray[np.float32]") -> None:
    assert torch.equal(heard(nothing), torch.zeros(1, BANDS))


def test_one_sample_is_a_sound() -> None:
    spectrogram = heard(np.ones(1, np.float32))
    assert spectrogram.shape == (1, BANDS)
    assert 0 < spectrogram.max() <= 1


def test_half_a_minute_is_heard() -> None:
    assert len(heard(noise(31 * RATE_HZ, 0.1))) == 30 * HEARD_PER_SECOND + 1


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused(broken: float) -> None:
    sound = noise(1000)
    sound[500] = broken
    with pytest.raises(RangeError, match="make the sound anew"):
        heard(sound)
