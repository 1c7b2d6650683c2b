"""The mel analysis: steps, bands and levels of sounds that are known."""

import math

import numpy as np
import pytest
import torch

from engine.families.audioldm import AudioLDM


def tone(hertz: float, frames: int, level: float = 0.5) -> torch.Tensor:
    return level * torch.sin(2 * math.pi * hertz * torch.arange(frames) / 16000)[None]


@pytest.mark.parametrize("frames", [160, 320, 1024, 16000])
def test_each_hop_is_one_step(audioldm: AudioLDM, frames: int) -> None:
    assert audioldm.mel.levels(tone(440, frames)).shape == (1, frames // 160, 64)


def test_silence_is_the_floor(audioldm: AudioLDM) -> None:
    levels = audioldm.mel.levels(torch.zeros(1, 3200))
    np.testing.assert_allclose(levels.numpy(), math.log(1e-5), rtol=1e-6)


@pytest.mark.parametrize("hertz", [300.0, 1000.0, 5000.0])
def test_a_tone_is_loudest_in_the_band_that_holds_it(audioldm: AudioLDM, hertz: float) -> None:
    loudest = int(audioldm.mel.levels(tone(hertz, 16000))[0, 50].argmax())
    bins = torch.arange(513) * 16000 / 1024
    triangle = audioldm.mel.filters[loudest]
    centre_hertz = float((triangle * bins).sum() / triangle.sum())
    width_hertz = float((triangle > 0).sum()) * 16000 / 1024
    assert abs(centre_hertz - hertz) < width_hertz / 2


def test_twice_as_loud_is_log_two_more(audioldm: AudioLDM) -> None:
    quiet, loud = (audioldm.mel.levels(tone(1000, 16000, level))[0, 50] for level in (0.25, 0.5))
    band = int(loud.argmax())
    assert float(loud[band] - quiet[band]) == pytest.approx(math.log(2), rel=1e-4)


def test_a_click_is_centred_on_its_step(audioldm: AudioLDM) -> None:
    sound = torch.zeros(1, 16000)
    sound[0, 50 * 160] = 1.0
    assert int(audioldm.mel.levels(sound)[0].sum(1).argmax()) == 50


def test_a_step_hears_half_of_a_window_to_both_sides(audioldm: AudioLDM) -> None:
    sound = torch.zeros(1, 16000)
    sound[0, 50 * 160 : 50 * 160 + 2] = 1.0
    hearing = (audioldm.mel.levels(sound)[0].amax(1) > math.log(1.1e-5)).nonzero()[:, 0]
    assert hearing.tolist() == list(range(50 - 3, 50 + 4))


def test_every_band_hears_something_up_to_half_of_the_rate(audioldm: AudioLDM) -> None:
    hearing = audioldm.mel.filters > 0
    assert hearing.any(1).all()
    assert hearing[:, 1:-1].any(0).all()


def test_bands_below_a_frequency_hear_nothing_of_it(audioldm: AudioLDM) -> None:
    counts = [audioldm.mel.bands_below(hertz) for hertz in (0.0, 500.0, 2000.0, 4000.0, 8000.0)]
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[-1] == 64
    for hertz, below in ((500.0, counts[1]), (4000.0, counts[3])):
        noise = torch.fft.rfft(torch.randn(1, 16000, generator=torch.Generator().manual_seed(1)))
        noise[:, : round(hertz)] = 0  # 16,000 frames at 16 kHz: bin n is n Hz
        above = audioldm.mel.levels(torch.fft.irfft(noise))[0, 5:-5].mean(0)
        assert float(above[below + 1 :].min()) > float(above[: below - 1].max()) + 3
