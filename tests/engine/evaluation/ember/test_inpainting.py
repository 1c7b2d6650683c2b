"""Seams of a finished take, and what the judge still hears in inpainted clips."""

from pathlib import Path

import numpy as np

from engine.evaluation.ember.asking import Asked
from engine.evaluation.ember.inpainting import inpainting, seams_of
from engine.evaluation.ember.making import edit, middle_third, real_sound
from engine.evaluation.ember.sampling import Setting
from engine.evaluation.ember.shelf import Shelf
from engine.evaluation.judge.judge import load_judge
from engine.evaluation.sounds import RATE_HZ, Mono
from engine.families.stable_audio3 import StableAudio3


def noise(seed: int) -> Mono:
    return (0.1 * np.random.default_rng(seed).standard_normal(RATE_HZ)).astype(np.float32)


def test_a_finished_take_has_no_click_where_the_real_clip_has_none() -> None:
    assert seams_of(noise(0), noise(1)) == [(False, False), (False, False)]


def test_a_click_of_the_real_clip_is_not_the_seams() -> None:
    real = noise(0)
    real[round(RATE_HZ / 3) - 20] = 1.0
    assert seams_of(real, noise(1))[0][1]


def test_what_bends_more_than_the_real_clip_at_a_seam_clicks() -> None:
    real, made = 0.001 * noise(0), 0.001 * noise(1)
    made[round(RATE_HZ / 3) + 40] = 1.0
    assert seams_of(real, made)[0] == (True, False)


def test_a_sound_that_begins_on_a_seam_is_no_click_where_the_real_clip_bends_as_far() -> None:
    real, made = 0.001 * noise(0), 0.001 * noise(1)
    real[round(RATE_HZ / 3) + 20] = 1.0
    assert seams_of(real, made)[0] == (False, True)


def test_inpainted_clips_are_heard_beside_reconstructed_ones(family: StableAudio3, data: Path, tmp_path: Path) -> None:
    asked = [
        Asked(group="inpainting", name=file, number=0, prompt="a sound", seconds=seconds, file=f"{file}.wav")
        for file, seconds in (("2-2", 0.4), ("3-2", 0.5))
    ]
    shelf, told = Shelf(tmp_path, "a model"), []
    edit(family, Setting(1, 1.0), shelf, asked, data, lambda: told.append(1))
    real, made = real_sound(data, asked[1]), shelf.sound(asked[1])
    assert len(real) == len(made) == RATE_HZ // 2
    first, last = (round(seconds * RATE_HZ) for seconds in middle_third(0.5))
    assert np.corrcoef(real[:first], made[:first])[0, 1] > np.corrcoef(real[first:last], made[first:last])[0, 1]

    found = inpainting(family, shelf, asked, data, load_judge(), lambda: told.append(1))
    assert len(told) == 4
    assert (found.seams, found.inpainted.count, found.frechet.count) == (4, 2, 2)
    assert found.reconstructed.value >= found.inpainted.value
