"""What the card gets of a ring: whatever happens, it doesn't click."""

import numpy as np
import pytest

from engine.live.ring_memory import SLOTS, RingFigure, Slot
from tests.bridge.speaker.live_scene import BLOCK_FRAMES, RATE_HZ, live_scene
from tests.clicks import assert_no_click, click_ratio

INSTRUMENTS = ["sines", "noise"]


def test_every_sample_of_the_ring_sounds_once() -> None:
    with live_scene() as scene:
        scene.play()
        scene.run(0.5)
        expected = scene.performing("sines")
        wanted = np.concatenate([expected.next_hop(None) for _ in range(100)])
        settled = slice(RATE_HZ // 4, RATE_HZ // 2)
        np.testing.assert_array_equal(scene.heard[settled, 0], wanted[settled, 0])
        np.testing.assert_array_equal(scene.heard[:, 0], scene.heard[:, 1])
        assert scene.gaps == 0


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_a_start_and_a_stop_do_not_click(instrument: str) -> None:
    with live_scene(instrument) as scene:
        scene.run(0.3)
        scene.play()
        start = scene.run(0.5)
        assert scene.mixer.live is not None
        scene.mixer.live.stop(0.01)
        stop = scene.run(0.4)
        assert_no_click(scene.heard, RATE_HZ, start, start + 960)
        assert_no_click(scene.heard, RATE_HZ, stop, stop + 960)
        assert not np.any(scene.heard[-4800:])
        assert scene.mixer.live.over


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize(("before", "after"), [(1.0, 0.25), (0.25, 1.0), (1.0, 0.0)])
def test_a_change_of_gain_does_not_click(instrument: str, before: float, after: float) -> None:
    with live_scene(instrument) as scene:
        voice = scene.play(gain=before)
        scene.run(0.5)
        voice.turn(after)
        changed = scene.run(0.4)
        assert_no_click(scene.heard, RATE_HZ, changed, changed + 960)
        peaks = np.abs(scene.heard[changed - 4800 : changed]).max(), np.abs(scene.heard[-4800:]).max()
        assert peaks[1] == pytest.approx(peaks[0] * after / before, rel=0.5 if instrument == "noise" else 0.01)


def test_gains_that_come_every_block_do_not_click() -> None:
    with live_scene() as scene:
        voice = scene.play()
        began = scene.run(0.5)
        for step in range(40):
            voice.turn(step % 2)
            scene.run(0.008)
        voice.turn(1.0)
        ended = scene.run(0.5)
        assert_no_click(scene.heard, RATE_HZ, began + RATE_HZ // 2, ended)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("seconds", [0.004, 0.02, 0.3])
def test_an_empty_ring_is_silence_without_a_click_and_counted_once(instrument: str, seconds: float) -> None:
    for late in range(3):
        with live_scene(instrument) as scene:
            scene.play()
            scene.run(0.5 + late * BLOCK_FRAMES / RATE_HZ)
            scene.fed = False
            empty = scene.run(0.012 + seconds)
            scene.fed = True
            back = scene.run(0.5)
            assert_no_click(scene.heard, RATE_HZ, empty, back + 960)
            assert scene.gaps == 1
            if seconds > 0.2:
                assert not np.any(scene.heard[back - 2400 : back])


def test_a_worker_that_rests_leaves_no_gap_to_count() -> None:
    with live_scene() as scene:
        scene.play()
        scene.run(0.3)
        for hop in scene.performance.last_hops():
            scene.writer.write(hop)
        scene.writer.rest(True)
        scene.fed = False
        ended = scene.run(0.5)
        assert_no_click(scene.heard, RATE_HZ, ended, ended + 4800)
        assert not np.any(scene.heard[-4800:])
        assert scene.gaps == 0


@pytest.mark.parametrize(("before", "after"), [("sines", "noise"), ("noise", "sines"), ("sines", "sines")])
def test_a_change_of_source_does_not_click(before: str, after: str) -> None:
    with live_scene(before) as scene:
        scene.play()
        scene.run(0.5)
        scene.change(after)
        changed = scene.run(0.6)
        assert_no_click(scene.heard, RATE_HZ, changed, changed + 4800)
        assert scene.gaps == 0


@pytest.mark.parametrize("number", [Slot.BEFORE, Slot.BEHIND, Slot.FRAMES])
def test_a_torn_hop_is_silence_and_counted(number: Slot) -> None:
    with live_scene() as scene:
        scene.play()
        scene.run(0.5)
        scene.writer.write(scene.performance.next_hop(None))
        newest = int(scene.ring[RingFigure.HOPS])
        scene.ring.slots[newest % SLOTS][number] = -1
        torn = scene.run(0.5)
        assert scene.ring[RingFigure.TORN] == 1
        assert_no_click(scene.heard, RATE_HZ, torn, torn + 2400)


def test_a_writer_that_is_a_ring_ahead_is_noticed() -> None:
    with live_scene() as scene:
        scene.play()
        scene.run(0.2)
        for _ in range(SLOTS + 5):
            scene.writer.write(scene.performance.next_hop(None))
        scene.fed = False
        scene.run(0.1)
        assert scene.ring[RingFigure.TORN] == 1


def test_a_ring_that_is_cut_would_click() -> None:
    with live_scene() as scene:
        scene.play()
        scene.run(0.5)
        scene.fed = False
        empty = scene.run(0.3)
        cut = scene.heard.copy()
        last = empty + int(np.flatnonzero(scene.heard[empty:, 0])[0]) + BLOCK_FRAMES
        cut[last:] = 0
        assert click_ratio(cut, RATE_HZ, last) > 1.2


@pytest.mark.parametrize(("channels", "pair"), [(1, 0), (4, 1)])
def test_it_plays_on_the_pair_that_is_asked_for(channels: int, pair: int) -> None:
    with live_scene("noise", channels) as scene:
        scene.play(pair=pair)
        scene.run(0.3)
        sounding = np.any(scene.heard, axis=0).tolist()
        assert sounding == ([True] if channels == 1 else [False, False, True, True])
