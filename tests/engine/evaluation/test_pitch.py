import pytest

from engine.evaluation.pitch import cents, pitch_hz
from tests.engine.evaluation.signals import noise, silence, tones


@pytest.mark.parametrize("hertz", [41.2, 110.0, 440.0, 1318.5, 2093.0])
def test_a_note_with_overtones_is_heard_within_three_cents(hertz: float) -> None:
    found = pitch_hz(tones([hertz, 2 * hertz, 3 * hertz], 0.5))
    assert found is not None
    assert abs(cents(found, hertz)) < 3


def test_a_missing_fundamental_is_heard() -> None:
    found = pitch_hz(tones([400.0, 600.0, 800.0], 0.5))
    assert found == pytest.approx(200.0, rel=2e-3)


def test_noise_silence_and_what_is_too_short_have_no_pitch() -> None:
    assert pitch_hz(noise(20000)) is None
    assert pitch_hz(silence(20000)) is None
    assert pitch_hz(tones([440.0], 0.05)) is None


def test_a_semitone_is_a_hundred_cents() -> None:
    assert cents(2 ** (1 / 12) * 440, 440) == pytest.approx(100)
    assert cents(220, 440) == pytest.approx(-1200)
