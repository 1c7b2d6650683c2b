"""The distance that reconstructions are compared by, against values worked out by hand."""

import math

import pytest
import torch

from engine.evaluation.multi_resolution_log_mel import (
    FLOOR,
    RESOLUTIONS,
    audible_log_mel_distance,
    log_mel,
    multi_resolution_log_mel_distance,
)
from engine.mel_bands import mel_bands
from tests.engine.evaluation.signals import noise, silence


def test_the_resolutions_are_those_of_the_published_figure() -> None:
    assert RESOLUTIONS == ((128, 10), (256, 20), (512, 40), (1024, 80), (2048, 160))
    assert FLOOR == 1e-4


def test_twice_the_amplitude_is_ln_2_in_every_band_that_holds_a_bin() -> None:
    sound = noise(20000)
    filled = [float((mel_bands(*each, 20.0, 22050.0).sum(dim=0) > 0).float().mean()) for each in RESOLUTIONS]
    expected = math.log(2) * sum(filled) / len(filled)
    assert multi_resolution_log_mel_distance(sound, 2 * sound) == pytest.approx(expected, abs=1e-4)
    assert min(filled) > 0.9


def test_an_impulse_has_its_band_weights_as_magnitudes() -> None:
    impulse = torch.zeros(2048)
    impulse[1024] = 1.0
    bands = mel_bands(512, 40, 20.0, 22050.0)
    # The frame centred on the impulse sees 1 in each bin.
    assert torch.allclose(log_mel(impulse, 512, 40)[1024 // 128], bands.sum(dim=0).clamp_min(FLOOR).log(), atol=1e-4)


def test_silence_lies_at_the_floor() -> None:
    assert torch.allclose(log_mel(torch.zeros(2048), 256, 20), torch.tensor(math.log(1e-4)))
    assert multi_resolution_log_mel_distance(silence(5000), silence(5000)) == 0


def test_what_lies_80_db_below_a_full_sine_is_silence_to_the_audible_distance() -> None:
    seconds = torch.arange(22_050) / 44_100
    sine = torch.sin(2 * math.pi * 1000 * seconds)
    hiss = 1e-6 * torch.from_numpy(noise(22_050))
    faint = (sine * 1e-4 * 0.5 + hiss).numpy()
    nothing = (hiss * 0.5).numpy()
    assert audible_log_mel_distance(faint, nothing) == 0
    assert multi_resolution_log_mel_distance(faint, nothing) > 0.2


def test_a_sound_that_is_loud_everywhere_is_as_far_by_both() -> None:
    sound = 10 * noise(20_000)
    expected = pytest.approx(multi_resolution_log_mel_distance(sound, 2 * sound), abs=1e-3)
    assert audible_log_mel_distance(sound, 2 * sound) == expected
