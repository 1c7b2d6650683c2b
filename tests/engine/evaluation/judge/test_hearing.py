import numpy as np
import pytest
import torch

from engine.evaluation.judge.hearing import BANDS, FRAMES, WINDOWS, heard, piece, windows
from tests.engine.evaluation.signals import hit, noise, silence, tones


def test_a_tone_at_full_level_is_one_in_its_band_and_zero_far_away() -> None:
    spectrogram = heard(tones([1000.0], 1.0))
    assert spectrogram.shape == (len(WINDOWS), 44100 // 512 + 1, BANDS)
    middle = spectrogram[:, 40]
    assert middle.max() == pytest.approx(1.0, abs=0.05)
    assert middle[1, 80:].max() == 0


def test_loudness_and_silence_around_do_not_matter() -> None:
    drum = hit(0)
    framed = np.concatenate([silence(3000), 0.1 * drum, silence(5000)])
    assert torch.allclose(heard(framed), heard(drum), atol=0.02)


def test_silence_is_heard_as_nothing() -> None:
    assert heard(silence(10000)).eq(0).all()


def test_long_sounds_come_in_windows_that_overlap_by_half() -> None:
    spectrogram = heard(noise(4 * 44100))
    pieces = windows(spectrogram)
    assert pieces.shape == (3, len(WINDOWS), FRAMES, BANDS)
    assert torch.equal(pieces[1], spectrogram[:, FRAMES // 2 : FRAMES // 2 + FRAMES])
    assert windows(heard(noise(1000))).shape[0] == 1


def test_a_piece_may_begin_before_the_sound() -> None:
    spectrogram = heard(noise(44100))
    early = piece(spectrogram, -10)
    assert early[:, :10].eq(0).all()
    assert torch.equal(early[:, 10:97], spectrogram)
    assert early[:, 97:].eq(0).all()
