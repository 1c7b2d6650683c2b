import numpy as np
import pytest

from engine.descriptors.spectra import power_spectra
from tests.engine.descriptors.sounds import hiss, sine


def test_bins_add_up_to_the_mean_square() -> None:
    spectra = power_spectra(sine(1000.0, 1.0), 44100)
    assert spectra.power[40].sum() == pytest.approx(0.5, rel=1e-3)
    assert spectra.hertz[spectra.power[40].argmax()] == pytest.approx(1000, abs=6)


@pytest.mark.parametrize("rate_hz", [8000, 22050, 44100, 96000])
def test_no_sample_is_left_out_wherever_it_stands(rate_hz: int) -> None:
    sound = hiss()[:5000]
    spectra = power_spectra(sound, rate_hz)
    energy = spectra.power.sum() * spectra.hop_seconds * rate_hz
    assert energy == pytest.approx(float(np.sum(sound**2)), rel=0.05)
    assert 0.06 < 4 * spectra.hop_seconds < 0.14
