"""Phases by arithmetic: tones stay tones, magnitudes come out as asked for, and rounding does not grow."""

import numpy as np
import torch
from torch import Tensor

from engine.models.codec.framing import BINS, HOP, WINDOW
from engine.models.codec.overlap import TAIL, added, synthesis_window
from engine.models.codec.phases import fresh_share, led_phases, phases

COUNT = 120
SYNTHESIS = synthesis_window(torch.device("cpu"))


def spectra(sound: Tensor) -> Tensor:
    """Complex spectra (1, COUNT, BINS) of a sound (samples,)."""
    hann = torch.hann_window(WINDOW)
    found = torch.stft(sound[None], WINDOW, HOP, window=hann, center=False, return_complex=True)
    return found.transpose(1, 2)[:, :COUNT]


def noises(sizes: Tensor) -> Tensor:
    """Complex numbers of length 1 with any angle."""
    angles = 6.28 * torch.rand(sizes.shape, generator=torch.Generator().manual_seed(1))
    return torch.polar(torch.ones_like(sizes), angles)


def without_partials(sizes: Tensor) -> Tensor:
    return torch.zeros_like(sizes, dtype=torch.complex64)


def sounded(sizes: Tensor) -> Tensor:
    tail, nothing = torch.zeros(1, TAIL), without_partials(sizes)
    return phases(sizes, nothing, noises(sizes), SYNTHESIS, tail)[1][0, : COUNT * HOP]


def wrong_db(sizes: Tensor, sound: Tensor) -> float:
    """How far the magnitudes of a sound lie from those that were asked for, once it has begun."""
    found = spectra(sound)[:, 8 : COUNT - 8].abs()
    wanted = sizes[:, 8 : COUNT - 8]
    return float(10 * torch.log10((found - wanted).square().mean() / wanted.square().mean()))


def tone(hertz: float) -> Tensor:
    return 0.5 * torch.sin(2 * torch.pi * hertz * torch.arange(COUNT * HOP + WINDOW) / 44_100)


def noise() -> Tensor:
    return 0.1 * torch.randn(COUNT * HOP + WINDOW, generator=torch.Generator().manual_seed(0))


def test_every_phase_is_one_long() -> None:
    sizes = spectra(noise()).abs()
    turned, _ = phases(sizes, without_partials(sizes), noises(sizes), SYNTHESIS, torch.zeros(1, TAIL))
    assert turned.shape == (1, COUNT, BINS)
    assert (turned.abs() - 1).abs().max() < 1e-4


def test_a_tone_of_which_only_magnitudes_are_known_is_one_line_nearly_as_loud() -> None:
    for hertz in (200.0, 1234.5, 7000.0):
        sizes = spectra(tone(hertz)).abs()
        steady = sounded(sizes)[20 * HOP : 100 * HOP]
        assert abs(20 * torch.log10(steady.square().mean().sqrt() * 2**0.5 / 0.5)) < 1.5
        line = torch.fft.rfft(steady * torch.hann_window(len(steady))).abs().square()
        peak = int(line.argmax())
        assert line[peak - 4 : peak + 5].sum() / line.sum() > 0.97


def test_phases_of_its_own_suit_a_sound_better_than_any() -> None:
    sizes = spectra(noise()).abs()
    any_phases = added(sizes * noises(sizes), SYNTHESIS, torch.zeros(1, TAIL))
    assert wrong_db(sizes, sounded(sizes)) < wrong_db(sizes, any_phases[0][0]) - 2


def test_a_difference_in_the_sixth_digit_stays_one() -> None:
    sizes = spectra(noise()).abs()
    nearly = sizes * (1 + 1e-6 * torch.randn(sizes.shape, generator=torch.Generator().manual_seed(2)))
    one, other = (sounded(each) for each in (sizes, nearly))
    assert (one - other).norm() / one.norm() < 1e-4


def test_it_goes_on_from_what_a_stream_left() -> None:
    sizes = spectra(noise()).abs()
    any_angles, whole = noises(sizes), sounded(sizes)
    tail, parts = torch.zeros(1, TAIL), []
    for some, fresh in zip(torch.split(sizes, 7, 1), torch.split(any_angles, 7, 1), strict=True):
        _, sound = phases(some, without_partials(some), fresh, SYNTHESIS, tail)
        parts.append(sound[0, :-TAIL])
        tail = sound[:, -TAIL:]
    assert torch.equal(torch.cat(parts), whole)


def test_its_sound_is_that_of_magnitudes_with_its_phases() -> None:
    sizes, before = spectra(noise()).abs(), torch.full((1, TAIL), 0.1)
    turned, sound = phases(sizes, without_partials(sizes), noises(sizes), SYNTHESIS, before)
    made, tail = added(sizes * turned, SYNTHESIS, before)
    assert (torch.cat((made, tail), 1) - sound).abs().max() < 1e-5


def test_noise_is_fresh_and_tones_go_on() -> None:
    frequency = 1234.5
    peak = round(frequency * WINDOW / 44_100)
    assert fresh_share(spectra(tone(frequency)).abs())[..., peak - 1 : peak + 2].max() == 0
    assert fresh_share(spectra(noise()).abs().mean(1, keepdim=True)).min() > 0.15


def test_tensors_of_another_device_are_led_as_arrays_are() -> None:
    sizes = spectra(noise()).abs()[:, :6]
    leading, hann = 0.25 * sizes * noises(sizes), torch.hann_window(WINDOW)
    sounding = torch.zeros(1, 5 * HOP + WINDOW)
    arrays = [each.numpy() for each in (sizes, leading, hann, SYNTHESIS, sounding.clone())]
    led_phases(np, *arrays)
    led_phases(torch, sizes, leading, hann, SYNTHESIS, sounding)
    assert np.abs(sounding.numpy() - arrays[-1]).max() < 1e-4
