"""Whole scenes through the mixer, without a card."""

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.speaker.ceiling import KNEE
from bridge.speaker.messages import PlayVoice
from engine import Samples, TakeMemory
from tests.bridge.speaker.hearing import RATE_HZ, noise, take
from tests.bridge.speaker.scene import Scene
from tests.clicks import assert_no_click

FADE = 480
"""The frames of the fade at the edge of a take that grows."""


@pytest.fixture
def stereo() -> Iterator[TakeMemory]:
    with take(noise(1000, level=0.4)) as memory:
        yield memory


def test_a_take_passes_bit_for_bit_and_silence_follows(stereo: TakeMemory) -> None:
    scene = Scene()
    voice = scene.play(stereo)
    heard = scene.hear(1500)
    np.testing.assert_array_equal(heard[:1000], stereo.samples)
    assert not heard[1000:].any()
    assert voice.over


def test_an_empty_mixer_gives_silence() -> None:
    assert not Scene().hear(512).any()


@settings(max_examples=60, deadline=None)
@given(
    block_frames=st.integers(1, 5000),
    at_frame=st.integers(0, 3000),
    from_frame=st.integers(0, 999),
    loop=st.booleans(),
)
def test_block_size_changes_nothing(block_frames: int, at_frame: int, from_frame: int, loop: bool) -> None:
    with take(noise(1000)) as memory:
        play = PlayVoice(voice=1, take=memory.shape, at_frame=at_frame, from_frame=from_frame, loop=loop)
        in_one, in_blocks = Scene(), Scene()
        in_one.play(memory, play)
        in_blocks.play(memory, play)
        np.testing.assert_allclose(in_blocks.hear(4000, block_frames), in_one.hear(4000, 4000), atol=1e-6)


@pytest.mark.parametrize("at_frame", [2, 255, 256, 257, 258, 700])
def test_a_voice_begins_at_its_frame_of_the_clock(stereo: TakeMemory, at_frame: int) -> None:
    scene = Scene(clock_frame=1)
    voice = scene.play(stereo, PlayVoice(voice=1, take=stereo.shape, at_frame=at_frame))
    heard = scene.hear(2000)
    assert np.flatnonzero(heard[:, 0])[0] == at_frame - 1
    assert voice.began_at == at_frame


def test_a_voice_whose_frame_has_passed_begins_at_once_from_its_start(stereo: TakeMemory) -> None:
    scene = Scene(clock_frame=5000)
    voice = scene.play(stereo, PlayVoice(voice=1, take=stereo.shape, at_frame=100))
    np.testing.assert_array_equal(scene.hear(1000), stereo.samples)
    assert voice.began_at == 5000


def test_two_voices_are_summed(stereo: TakeMemory) -> None:
    scene = Scene()
    scene.play(stereo)
    scene.play(stereo, PlayVoice(voice=2, take=stereo.shape, at_frame=101))
    expected = stereo.samples.copy()
    expected[100:] += stereo.samples[:900]
    np.testing.assert_array_equal(scene.hear(1000), expected)


def test_a_loop_goes_round_without_a_gap(stereo: TakeMemory) -> None:
    scene = Scene()
    scene.play(stereo, PlayVoice(voice=1, take=stereo.shape, loop=True))
    np.testing.assert_array_equal(scene.hear(3500), np.tile(stereo.samples, (4, 1))[:3500])


def test_a_start_in_the_middle_fades_in_within_two_milliseconds(stereo: TakeMemory) -> None:
    scene = Scene()
    scene.play(stereo, PlayVoice(voice=1, take=stereo.shape, from_frame=500))
    heard = scene.hear(500)
    share = heard[:, 0] / stereo.samples[500:, 0]
    assert share[0] < 0.02
    assert np.all(np.diff(share[:96]) > 0)
    np.testing.assert_array_equal(heard[96:], stereo.samples[596:])


class TestGrowingTakes:
    def test_one_that_runs_dry_fades_out_and_comes_back_when_frames_come(self) -> None:
        samples = sine(48_000)
        with take(samples, ready=20_000) as memory:
            scene = Scene()
            voice = scene.play(memory)
            first = scene.hear(25_600)
            memory.append(samples[20_000:40_000])
            second = scene.hear(25_600)
            memory.append(samples[40_000:])
            third = scene.hear(25_600)
        np.testing.assert_array_equal(first[: 20_000 - FADE], samples[: 20_000 - FADE])
        assert not first[20_000:].any()
        assert_no_click(first, RATE_HZ, 20_000 - FADE, 20_000)
        np.testing.assert_array_equal(second[FADE : 20_000 - FADE], samples[20_000 + FADE : 40_000 - FADE])
        assert_no_click(np.concatenate([first, second]), RATE_HZ, 25_600)
        np.testing.assert_array_equal(third[FADE:8_000], samples[40_000 + FADE :])
        assert (scene.mixer.dry_spells, voice.over) == (2, True)

    @pytest.mark.parametrize("frames_each_time", [241, 480, 960, 1500])
    def test_one_that_grows_in_time_sounds_untouched(self, frames_each_time: int) -> None:
        samples = noise(9600)
        with take(samples, ready=2000) as memory:
            scene = Scene()
            heard: list[Samples] = []
            scene.play(memory)
            while sum(len(block) for block in heard) < 9600:
                memory.append(samples[memory.ready : memory.ready + frames_each_time])
                heard.append(scene.hear(240))
        np.testing.assert_array_equal(np.concatenate(heard)[:9600], samples)
        assert scene.mixer.dry_spells == 0

    def test_waiting_for_its_first_frames_is_no_dry_spell(self) -> None:
        samples = noise(512)
        with take(samples, ready=0) as memory:
            scene = Scene()
            voice = scene.play(memory)
            assert not scene.hear(512).any()
            memory.append(samples)
            np.testing.assert_array_equal(scene.hear(512), samples)
        assert scene.mixer.dry_spells == 0
        assert voice.began_at == 513

    def test_one_that_is_cut_short_while_it_sounds_fades_out_to_where_it_was_cut(self) -> None:
        samples = sine(48_000)
        with take(samples, ready=20_000) as memory:
            scene = Scene()
            voice = scene.play(memory)
            first = scene.hear(10_240)
            memory.finish()
            heard = np.concatenate([first, scene.hear(10_240)])
        np.testing.assert_array_equal(heard[: 20_000 - FADE], samples[: 20_000 - FADE])
        assert not heard[20_000:].any()
        assert_no_click(heard, RATE_HZ, 20_000 - FADE, 20_000)
        assert voice.over
        assert scene.mixer.dry_spells == 0

    def test_the_fade_is_the_same_in_blocks_of_any_size(self) -> None:
        samples = noise(4800)
        heard = []
        for block_frames in (1, 100, 4096):
            with take(samples, ready=3000) as memory:
                scene = Scene()
                scene.play(memory)
                heard.append(scene.hear(4096, block_frames))
        np.testing.assert_array_equal(heard[0], heard[1])
        np.testing.assert_array_equal(heard[0], heard[2])

    def test_one_that_is_cut_before_there_was_enough_for_a_fade_never_sounds(self) -> None:
        with take(noise(4800), ready=FADE) as memory:
            memory.finish()
            scene = Scene()
            voice = scene.play(memory)
            assert not scene.hear(1024).any()
        assert voice.over

    def test_a_loop_of_nothing_ends(self) -> None:
        with take(noise(100), ready=0) as memory:
            memory.finish()
            scene = Scene()
            voice = scene.play(memory, PlayVoice(voice=1, take=memory.shape, loop=True))
            assert not scene.hear(256).any()
        assert voice.over


class TestLevels:
    def test_gain_is_exact_from_the_first_frame(self, stereo: TakeMemory) -> None:
        scene = Scene()
        scene.play(stereo, PlayVoice(voice=1, take=stereo.shape, gain=0.5))
        np.testing.assert_array_equal(scene.hear(1000), stereo.samples * np.float32(0.5))

    def test_a_turned_gain_moves_without_a_step_and_arrives_exactly(self) -> None:
        with take(np.full((4800, 1), 0.5, np.float32)) as memory:
            scene = Scene()
            voice = scene.play(memory)
            scene.hear(256)
            voice.turn(0.25)
            heard = scene.hear(2048)[:, 0]
        assert np.abs(np.diff(heard)).max() < 0.001
        assert np.all(heard[960:] == np.float32(0.125))

    def test_a_stopped_voice_fades_to_silence_and_ends(self) -> None:
        with take(np.full((4800, 1), 0.5, np.float32)) as memory:
            scene = Scene()
            voice = scene.play(memory, PlayVoice(voice=1, take=memory.shape, loop=True))
            scene.hear(256)
            voice.stop(0.01)
            heard = scene.hear(1024)[:, 0]
        assert np.abs(np.diff(heard)).max() < 0.002
        assert heard[240] == pytest.approx(0.25, abs=0.01)
        assert not heard[480:].any()
        assert voice.over

    def test_a_shorter_fade_overtakes_a_longer_one_and_a_gain_does_not(self) -> None:
        with take(np.full((4800, 1), 0.5, np.float32)) as memory:
            scene = Scene()
            voice = scene.play(memory, PlayVoice(voice=1, take=memory.shape, loop=True))
            scene.hear(256)
            voice.stop(10.0)
            voice.turn(1.0)
            assert scene.hear(4800)[-1, 0] < 0.5
            voice.stop(0.005)
            assert not scene.hear(1024)[240:].any()
        assert voice.over

    def test_a_voice_that_is_stopped_before_its_frame_never_sounds(self, stereo: TakeMemory) -> None:
        scene = Scene()
        voice = scene.play(stereo, PlayVoice(voice=1, take=stereo.shape, at_frame=1000))
        voice.stop(0.01)
        assert not scene.hear(4096).any()
        assert (voice.over, voice.began_at) == (True, 0)

    def test_the_volume_is_smooth_and_at_unity_touches_nothing(self) -> None:
        with take(np.full((48000, 1), 0.5, np.float32)) as memory:
            scene = Scene()
            scene.play(memory)
            assert np.all(scene.hear(1024) == 0.5)
            scene.mixer.turn(0.1)
            heard = scene.hear(2048)[:, 0]
            scene.mixer.turn(1.0)
            scene.hear(2048)
            assert np.all(scene.hear(1024) == 0.5)
        assert np.abs(np.diff(heard)).max() < 0.001
        assert heard[-1] == pytest.approx(0.05)

    def test_a_volume_that_is_set_in_silence_holds_from_the_first_frame(self, stereo: TakeMemory) -> None:
        scene = Scene()
        scene.mixer.turn(0.5)
        scene.hear(256)
        scene.play(stereo)
        np.testing.assert_array_equal(scene.hear(1000), stereo.samples * np.float32(0.5))


class TestChannels:
    def test_mono_goes_to_both_of_its_pair(self) -> None:
        with take(noise(256, channels=1)) as memory:
            scene = Scene(channels=4)
            scene.play(memory, PlayVoice(voice=1, take=memory.shape, pair=1))
            heard = scene.hear(256)
            np.testing.assert_array_equal(heard[:, 2:], np.repeat(memory.samples, 2, axis=1))
        assert not heard[:, :2].any()

    def test_stereo_goes_to_its_pair(self, stereo: TakeMemory) -> None:
        scene = Scene(channels=6)
        scene.play(stereo, PlayVoice(voice=1, take=stereo.shape, pair=2))
        heard = scene.hear(1000)
        np.testing.assert_array_equal(heard[:, 4:], stereo.samples)
        assert not heard[:, :4].any()

    def test_a_device_of_one_channel_gets_the_mean(self, stereo: TakeMemory) -> None:
        scene = Scene(channels=1)
        scene.play(stereo)
        expected = stereo.samples.mean(axis=1, keepdims=True, dtype=np.float32)
        np.testing.assert_allclose(scene.hear(1000), expected, atol=1e-7)


def test_nothing_leaves_above_full_scale_however_many_voices_sound() -> None:
    with take(noise(4096, level=1.0)) as memory:
        scene = Scene()
        for _ in range(32):
            scene.play(memory)
        heard = scene.hear(4096)
    assert KNEE < np.abs(heard).max() < 1.0


def test_a_take_with_infinite_samples_warns_nobody_and_harms_nothing() -> None:
    samples = noise(512)
    samples[100], samples[101] = np.inf, np.nan
    with take(samples) as memory, take(-samples) as opposite:
        scene = Scene()
        scene.play(memory)
        scene.play(opposite)
        heard = scene.hear(512)
    assert np.isfinite(heard).all()


class TestAllocation:
    """`fill` makes no array: none that stays, and none in passing."""

    @pytest.fixture
    def scene(self) -> Iterator[Scene]:
        with take(noise(48000, level=0.9)) as stereo, take(noise(3000, channels=1)) as mono:
            scene = Scene()
            for number in range(8):
                scene.play(stereo, PlayVoice(voice=number, take=stereo.shape, gain=0.7, loop=True, from_frame=number))
            scene.play(mono, PlayVoice(voice=9, take=mono.shape, loop=True))
            scene.hear(4096)
            tracemalloc.start()
            yield scene
            tracemalloc.stop()

    def test_no_array_stays_after_a_thousand_blocks(self, scene: Scene) -> None:
        block = np.zeros((256, 2), np.float32)
        before = array_bytes()
        for number in range(1000):
            scene.mixer.turn(number % 3 / 2)
            scene.mixer.fill(block)
        assert array_bytes() == before

    def test_no_array_is_made_in_passing(self, scene: Scene) -> None:
        block = np.zeros((2048, 2), np.float32)
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for number in range(100):
            scene.mixer.turn(number % 3 / 2)
            scene.mixer.fill(block)
        _, peak = tracemalloc.get_traced_memory()
        # Views and numpy's iterators take some; one channel of one block would be 8,192 bytes.
        assert peak - before < 4096

    def test_this_way_of_looking_would_find_one(self) -> None:
        tracemalloc.start()
        before = array_bytes()
        kept = np.ones((256, 2), np.float32)
        assert array_bytes() - before == kept.nbytes
        tracemalloc.stop()


def sine(frames: int) -> Samples:
    """Stereo, 220 Hz, at half of full scale."""
    wave = 0.5 * np.sin(2 * np.pi * 220 * np.arange(frames) / RATE_HZ)
    return np.repeat(wave.astype(np.float32)[:, None], 2, axis=1)


def array_bytes() -> int:
    """Bytes of numpy's arrays that were made while tracing."""
    of_numpy = tracemalloc.DomainFilter(True, np.lib.tracemalloc_domain)
    return sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces([of_numpy]).traces)
