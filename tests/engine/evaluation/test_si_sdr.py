import pytest

from engine.evaluation.si_sdr import si_sdr
from tests.engine.evaluation.signals import tones


@pytest.mark.parametrize(("share", "decibels"), [(0.1, 20.0), (1.0, 0.0), (10.0, -20.0)])
def test_an_orthogonal_tone_counts_as_distortion(share: float, decibels: float) -> None:
    tone, other = tones([441], 1.0), tones([882], 1.0)
    assert si_sdr(tone, tone + share * other) == pytest.approx(decibels, abs=0.01)


def test_loudness_does_not_matter() -> None:
    tone, other = tones([441], 1.0), tones([882], 1.0)
    assert si_sdr(tone, 0.2 * (tone + 0.1 * other)) == pytest.approx(20.0, abs=0.01)
