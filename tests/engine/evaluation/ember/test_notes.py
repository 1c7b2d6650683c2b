"""Notes that sound as asked, a little off, or not at all."""

import numpy as np
import pytest

from engine.evaluation.ember.notes import asked_notes, note_errors
from engine.evaluation.sounds import RATE_HZ, Mono


def tone(note: float) -> Mono:
    hertz = 440 * 2 ** ((note - 69) / 12)
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(RATE_HZ // 2) / RATE_HZ)).astype(np.float32)


def noise() -> Mono:
    return np.random.default_rng(0).uniform(-0.5, 0.5, RATE_HZ // 2).astype(np.float32)


def test_tones_thirty_cents_high_are_thirty_cents_off() -> None:
    asked = asked_notes(4)
    found = note_errors(asked, [tone(each.number + 0.3) for each in asked])
    assert found.median_cents.value == pytest.approx(30, abs=2)
    assert (found.near.value, found.near.count, found.without_pitch) == (1.0, 24, 0)


def test_an_octave_and_noise_are_misses() -> None:
    asked = asked_notes(4)[6:]
    sounds = [tone(each.number) for each in asked]
    sounds[0], sounds[1] = tone(asked[0].number + 12), noise()
    found = note_errors(asked, sounds)
    assert found.near.value == pytest.approx(16 / 18)
    assert found.without_pitch == 1


def test_where_most_have_no_pitch_the_median_is_infinite() -> None:
    asked = asked_notes(4)[:3]
    assert note_errors(asked, [noise()] * 3).median_cents.value == np.inf


def test_notes_are_asked_by_their_tokens() -> None:
    assert {each.controls.midi_note for each in asked_notes(20)} == set(range(36, 84, 2))


def test_the_more_clips_are_wanted_the_more_often_each_note_is_asked_with_another_seed() -> None:
    assert [len(asked_notes(clips)) for clips in (4, 5, 9, 10, 20)] == [24, 48, 48, 96, 192]
    assert len({each.seed for each in asked_notes(20)}) == 192
    assert asked_notes(20)[:48] == asked_notes(5), "more clips begin with the fewer ones"
