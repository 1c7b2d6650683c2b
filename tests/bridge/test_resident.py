import numpy as np
import pytest

from bridge.resident import ResidentTake, resident
from engine import Audio, attach_take_memory


def test_a_take_in_shared_memory_is_whole_and_finished() -> None:
    audio = Audio(np.linspace(-1, 1, 20, dtype=np.float32).reshape(10, 2), 44100)
    take = ResidentTake(resident(audio))
    np.testing.assert_array_equal(take.memory.samples, audio.samples)
    assert (take.memory.ready, take.memory.finished, take.memory.shape.rate_hz) == (10, True, 44100)
    take.release()


def test_the_last_to_let_go_removes_it() -> None:
    take = ResidentTake(resident(Audio(np.zeros((10, 1), np.float32), 48000)))
    shape = take.memory.shape
    take.hold().release()
    attach_take_memory(shape).close()
    take.release()
    with pytest.raises(FileNotFoundError):
        attach_take_memory(shape)
