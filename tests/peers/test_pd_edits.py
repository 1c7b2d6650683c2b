"""Every edit from a real Pd: a file is brought in, and each edit takes what came out of the one before."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.peers.jack_server import running_jack
from tests.peers.needs import need_program
from tests.peers.pd import Pd, running_pd
from tests.session import Client, Heard, running_warmtone

RATE_HZ = 48_000


class Patch:
    """Hands on edit.pd: boxes are set by their names, buttons pressed."""

    def __init__(self, pd: Pd, client: Client) -> None:
        self._pd, self._client = pd, client

    def open(self, path: Path) -> Heard:
        """As if the file had been chosen in the panel; all about its take."""
        self._pd.do(f"warmtone-edit-file symbol {path}")
        return self._finished()

    def set(self, **boxes: float) -> None:
        for name, value in boxes.items():
            self._pd.do(f"warmtone-edit-{name}-box {value}")

    def type(self, words: str) -> None:
        self._pd.do(f"warmtone-edit-words {words}")

    def press(self, button: str) -> None:
        self._pd.do(f"warmtone-edit-press-{button} bang")

    def edit(self, button: str, **boxes: float) -> Heard:
        """Press an edit; all about the take that came out."""
        self.set(**boxes)
        self.press(button)
        return self._finished()

    def hears(self, words: str) -> str:
        return self._pd.hears(words)

    def _finished(self) -> Heard:
        take = re.search(r"take (\d+)", self.hears("job take edit"))
        assert take is not None
        self.hears("job done edit")
        self._client.say("/take/info", int(take.group(1)))
        return self._client.hear("/take/info", int(take.group(1)))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Half a second of a fading tone at 48 kHz."""
    at = np.arange(RATE_HZ // 2) / RATE_HZ
    path = tmp_path / "source.wav"
    soundfile.write(path, 0.4 * np.exp(-3 * at) * np.sin(2 * np.pi * 220 * at), RATE_HZ, subtype="FLOAT")
    return path


@contextmanager
def open_patch(folder: Path) -> Iterator[Patch]:
    need_program("pd", "puredata-core")
    with (
        running_jack(),
        running_warmtone(folder) as warmtone,
        warmtone.client() as client,
        running_pd(folder, warmtone.port, "edit.pd", "warmtone-edit-in") as pd,
    ):
        yield Patch(pd, client)


def samples_of(take: Heard) -> np.ndarray:
    return np.asarray(soundfile.read(take["path"], dtype="float32")[0])


def test_each_edit_takes_what_came_out_of_the_one_before(tmp_path: Path, source: Path) -> None:
    with open_patch(tmp_path) as patch:
        opened = patch.open(source)
        np.testing.assert_array_equal(samples_of(opened), soundfile.read(source, dtype="float32")[0])
        patch.type("glass 880 door")
        transformed = patch.edit("transform", strength=0.25)
        assert (transformed["parent"], transformed["prompt"]) == (1, "glass 880 door")
        filled = patch.edit("inpaint", **{"from": 0.125, "to": 0.25})
        extended = patch.edit("extend", longer=0.25)
        upscaled = patch.edit("upscale", cutoff=4000)
        looped = patch.edit("loop", beats=3, tempo=137)
        morphed = patch.edit("morph", other=1, amount=0.75)
    assert [take["parent"] for take in (filled, extended, upscaled, looped, morphed)] == [2, 3, 4, 5, 6]
    before, after = samples_of(transformed), samples_of(filled)
    np.testing.assert_array_equal(after[:6000], before[:6000])
    np.testing.assert_array_equal(after[12_000:], before[12_000:])
    assert not np.array_equal(after[6000:12_000], before[6000:12_000])
    np.testing.assert_array_equal(samples_of(extended)[: len(after)], after)
    assert (extended["frames"], upscaled["frames"]) == (36_000, 36_000)
    assert looped["frames"] == morphed["frames"] == round(3 * 60 / 137 * RATE_HZ)


def test_without_words_there_is_no_prompt(tmp_path: Path, source: Path) -> None:
    with open_patch(tmp_path) as patch:
        patch.open(source)
        patch.type("list 880")
        assert patch.edit("transform")["prompt"] == "880"
        patch.type("list")
        assert patch.edit("transform", strength=0.1)["prompt"] == ""


def test_the_patch_sees_why_an_edit_was_refused_and_goes_on(tmp_path: Path, source: Path) -> None:
    with open_patch(tmp_path) as patch:
        patch.press("transform")
        patch.hears("error edit key /transform needs take")
        patch.open(source)
        patch.set(take=99)
        patch.press("transform")
        patch.hears("job failed edit missing There is no take 99.")
        patch.press("cancel")
        patch.hears("error edit missing")
        assert patch.edit("transform", take=1)["parent"] == 1


def test_a_take_is_heard_on_warmtones_card_and_stopped(tmp_path: Path, source: Path) -> None:
    with open_patch(tmp_path) as patch:
        patch.open(source)
        patch.edit("extend", longer=5, hear=0)
        patch.press("play")
        patch.hears("take playing 2")
        patch.press("stop")
        patch.hears("take ended 2")
        patch.set(hear=1)
        patch.press("transform")
        patch.hears("take playing 3")
        # The job may be done before or after its take begins to play: both are soon.
        patch.hears("take ended 3")
