"""The pitch of a sound at each latent, found by arithmetic rather than learned: it is a latent's last number.

After SWIPE (Camacho and Harris, 2008): how like the spectrum is to that of a sawtooth, for every pitch on a fine grid.
Spectra of 8192 samples are used for low pitches and of 4096 for the others.
"""

import math
from functools import cache

import torch
from torch import Tensor, nn

from engine.models.codec.framing import LATENT_HOP, RATE_HZ
from engine.models.codec.magnitudes import magnitudes

LOWEST_HZ, HIGHEST_HZ = 40.0, 3000.0
MIDDLE_HZ = 220.0
"""The pitch whose number is 0: what a sound without any pitch has."""
OCTAVES = 2.0
"""The octaves from 0 to 1."""

_STEPS = 48
"""Pitches that are tried in an octave."""
_LONG, _SHORT = 8192, 4096
_LONG_BELOW_HZ = 110.0
_HEARD_UP_TO_HZ = 8000.0
_PITCHED = 0.4
"""How like a sawtooth a sound with a pitch is, of 1: noise comes to 0.3, instruments to 0.6."""
_NEXT = 1e-4
"""What a pitch counts for one latent further away, relative to here."""
_REACH = 8
"""Latents beyond which no pitch is looked for."""
_SILENCE = 1e-4
_MEASURED = 5
"""Partials from whose places a pitch is measured once it is found."""
_BESIDE = 4
"""Bins of the long window beside which a partial is looked for: half a step is as much at the highest one measured."""
_MEASURED_UP_TO_HZ = _BESIDE * RATE_HZ / _LONG / (2 ** (0.5 / _STEPS) - 1)
_FARTHEST_OCTAVES = 0.04


def hertz(numbers: Tensor) -> Tensor:
    """The pitches that latents' last numbers say."""
    return MIDDLE_HZ * torch.exp2(numbers * OCTAVES)


def number_of(hertz: float) -> float:
    """The last number of a latent that says this pitch.

    >>> number_of(880.0)
    1.0
    """
    return math.log2(hertz / MIDDLE_HZ) / OCTAVES


def pitches(samples: Tensor) -> Tensor:
    """The pitch (batch, n) at each latent of samples (batch, LATENT_HOP * n), as the number that a latent holds.

    Where there is none it is that of the nearest latent with one, up to eight away, else 0.
    """
    spectra = {window: _magnitudes(samples, window) for window in (_LONG, _SHORT)}
    likeness = torch.cat([_likeness(each, window) for window, each in spectra.items()], dim=2)
    best, where = likeness.max(2)
    about_hz = LOWEST_HZ * torch.exp2(where / _STEPS)
    octaves = torch.log2(_measured(about_hz, spectra[_LONG]) / MIDDLE_HZ) / OCTAVES
    return _held(octaves, best > _PITCHED)


def _magnitudes(samples: Tensor, window: int) -> Tensor:
    """The spectra (batch, n, bins) of windows around each latent; a full sine has 1/4."""
    latents = samples.shape[1] // LATENT_HOP
    cut = nn.functional.pad(samples, (window // 2, window))[:, : (latents - 1) * LATENT_HOP + window]
    hann = torch.hann_window(window, device=samples.device)
    spectra = torch.stft(cut, window, LATENT_HOP, window=hann, center=False, return_complex=True).transpose(1, 2)
    return magnitudes(spectra) / window


def _likeness(magnitudes: Tensor, window: int) -> Tensor:
    """For each latent and each pitch of a window, the product of the spectrum and a sawtooth's, of 1."""
    sawtooths = _sawtooths(window, magnitudes.device)
    loudness = magnitudes[..., : sawtooths.shape[1]].sqrt()
    likeness: Tensor = (loudness @ sawtooths.T) / (loudness.norm(dim=2, keepdim=True) + _SILENCE)
    return likeness


@cache
def _sawtooths(window: int, device: torch.device) -> Tensor:
    """What the spectrum of each pitch of a window is compared with: (pitches, bins); loud at partials, below 0 between.

    Valleys are half as deep as partials are high: a partial that is missing counts less than one that is there.
    """
    tried = LOWEST_HZ * torch.exp2(torch.arange(int(math.log2(HIGHEST_HZ / LOWEST_HZ) * _STEPS) + 1) / _STEPS)
    mine = tried[(tried < _LONG_BELOW_HZ) == (window == _LONG), None].double()
    bins = torch.arange(int(_HEARD_UP_TO_HZ * window / RATE_HZ), dtype=torch.float64) * RATE_HZ / window
    partial = bins / mine
    wave = torch.cos(2 * math.pi * partial)
    wave = torch.where((partial - partial.round()).abs() < 0.25, wave, 0.5 * wave)
    wave = wave.where(partial >= 0.25, 0.0) * bins.clamp_min(1).rsqrt()
    sawtooths: Tensor = wave / wave.clamp_min(0).norm(dim=1, keepdim=True)
    return sawtooths.float().to(device)


def _measured(about_hz: Tensor, magnitudes: Tensor) -> Tensor:
    """The pitches (batch, n) that are about so high, from where their first partials' peaks lie in the long window."""
    number = torch.arange(1, _MEASURED + 1, device=about_hz.device)
    bin_hz = RATE_HZ / _LONG
    nearest = (about_hz[..., None] * number / bin_hz).round().long()[..., None]
    around = nearest + torch.arange(-_BESIDE, _BESIDE + 1, device=about_hz.device)
    last = magnitudes.shape[2] - 2
    sizes = magnitudes.gather(2, around.clamp(1, last).flatten(2)).view(around.shape)
    peak = around.gather(3, sizes.argmax(3, keepdim=True)).clamp(1, last).flatten(2)
    before, at, after = (torch.log(magnitudes.gather(2, peak + offset) + 1e-7) for offset in (-1, 0, 1))
    top = ((before - after) / (2 * (before - 2 * at + after)).clamp(max=-1e-6)).clamp(-0.5, 0.5)
    # A partial tells the pitch as many times finer as its number is high, and better the louder it is.
    weight = (at + torch.log(number)).exp() * (about_hz[..., None] * number < _MEASURED_UP_TO_HZ)
    found_hz = (weight * (peak + top) * bin_hz / number).sum(2) / weight.sum(2).clamp_min(1e-30)
    near = (found_hz / about_hz).log2().abs() < _FARTHEST_OCTAVES
    measured_hz: Tensor = torch.where(near, found_hz, about_hz)
    return measured_hz


def _held(octaves: Tensor, pitched: Tensor) -> Tensor:
    """The octaves where there is a pitch, else those of the nearest latents with one."""
    distance = torch.arange(-_REACH, _REACH + 1, device=octaves.device).abs()
    nearness = (_NEXT ** distance.double())[None, None]
    weight = pitched.double()[:, None]
    summed = nn.functional.conv1d(weight * octaves.double()[:, None], nearness, padding=_REACH)
    weights = nn.functional.conv1d(weight, nearness, padding=_REACH)
    held: Tensor = torch.where(weights > 0, summed / weights.clamp_min(1e-300), 0.0)[:, 0].float()
    return held
