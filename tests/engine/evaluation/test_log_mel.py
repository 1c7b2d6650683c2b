"""The log-mel distance against values worked out by hand."""

import pytest
import torch

from engine.evaluation.log_mel import BANDS, FLOOR_DB, log_mel, log_mel_distance, triangles

FRAMES = 16 * 256


def test_half_the_amplitude_is_six_decibels_in_every_band() -> None:
    noise = torch.randn(FRAMES, generator=torch.Generator().manual_seed(0))
    assert log_mel_distance(noise, noise / 2) == pytest.approx(6.0206, abs=1e-3)


def test_silence_lies_at_the_floor_and_an_impulse_where_its_sum_says() -> None:
    silence = torch.zeros(FRAMES)
    assert log_mel(silence).eq(FLOOR_DB).all()
    # An impulse under the middle of a window of 1024: magnitude 1 in each bin, against 256 for a sine of amplitude 1.
    impulse = silence.clone()
    impulse[8 * 256 + 128] = 1.0
    expected = 10 * torch.log10(triangles().sum(dim=0) / 256**2)
    assert torch.allclose(log_mel(impulse)[8], expected.clamp_min(FLOOR_DB), atol=0.01)


def test_a_sine_of_amplitude_1_is_0_db_in_the_band_around_it() -> None:
    tone = torch.sin(2 * torch.pi * 1000 * torch.arange(FRAMES) / 44100)
    level = log_mel(tone)[8]
    assert abs(float(level.max())) < 2.5
    # 1000 mel, where bands are 46.5 mel apart from 94 mel on: between the centres of bands 19 and 20.
    assert int(level.argmax()) in (19, 20)
    assert level[60:].eq(FLOOR_DB).all()


def test_a_distance_is_zero_to_itself_and_the_same_both_ways() -> None:
    one, other = torch.randn(2, FRAMES, generator=torch.Generator().manual_seed(1))
    assert log_mel_distance(one, one) == 0
    assert log_mel_distance(one, other) == log_mel_distance(other, one) > 0


def test_the_bands_cover_what_lies_between_their_ends() -> None:
    weights = triangles()
    assert weights.shape == (513, BANDS)
    assert (weights.sum(dim=1)[40:440] > 0.3).all()
