"""Words and sounds placed by what lies in a folder; tiny random weights."""

import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.audio import Audio
from engine.errors import Cancelled, MissingError, ModelError, RangeError
from engine.families.parts import quiet
from engine.listening import Listening
from engine.models.ear.ear import load_ear, placed
from engine.models.ear.hearing import LONGEST_SECONDS
from engine.models.ear.network import Ear
from engine.models.ear.shipped import EarInFolder, shipped_ear
from engine.models.words.saying import LONGEST
from engine.models.words.text_encoder import TextEncoder
from engine.placing import HEARD_SECONDS, LONGEST_WORDS, Placed, PlaceSound, PlaceWords
from engine.take_memory import TakeShape
from engine.training.layout import named, save_halved, write_index
from tests.engine.evaluation.signals import hit, noise
from tests.engine.models.words.small import small_tokenizer

SHAPE = TakeShape("unread", 100, 1, 44100)


def write_folder(path: Path, space: int = 128) -> Path:
    """What ships of words and ear, with random weights."""
    tokenizer = small_tokenizer()
    torch.manual_seed(0)
    encoder = TextEncoder(len(tokenizer), width=32, layers=2, heads=2, told=24, space=space).eval()
    ear = Ear(widths=(8, 16, 24), blocks=(1, 1, 1)).eval()
    save_halved(encoder, path / "text_encoder")
    save_halved(ear, path / "ear")
    with quiet():
        tokenizer.save_pretrained(path / "tokenizer")
    write_index(path, {"text_encoder": named(encoder), "tokenizer": named(tokenizer)})
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("ember"))


def nothing() -> None:
    """Go on."""


def test_words_and_sounds_have_points_of_unit_length_in_one_space(folder: Path) -> None:
    ear = EarInFolder(folder)()
    points = [ear.words("a dog barking"), ear.words(""), ear.sound(Audio(hit(100)[:, None], 44100), nothing)]
    for point in points:
        assert point.shape == (128,)
        assert point.dtype == np.float32
        assert abs(np.linalg.norm(point) - 1) < 1e-5


def test_words_are_read_as_a_prompt_is(folder: Path) -> None:
    ear = EarInFolder(folder)()
    assert np.array_equal(ear.words("Hi-Hat!"), ear.words("hi hat"))
    assert not np.array_equal(ear.words("hi hat"), ear.words("dog"))


def test_the_same_weights_have_the_same_name_and_others_another(folder: Path, tmp_path: Path) -> None:
    ear = EarInFolder(folder)()
    assert ear.weights == EarInFolder(folder)().weights
    changed = write_folder(tmp_path)
    save_halved(Ear(widths=(8, 16, 24), blocks=(1, 1, 1)).eval(), changed / "ear")
    assert EarInFolder(changed)().weights != ear.weights


def test_a_sound_lies_where_the_ear_alone_has_it(folder: Path) -> None:
    sound = Audio(noise(30_000, 0.1).reshape(-1, 2), 48000)
    alone = placed(load_ear(folder / "ear"), [sound])[0].numpy()
    assert np.allclose(EarInFolder(folder)().sound(sound, nothing), alone, atol=1e-6)


def test_hearing_stops_inside_the_network_and_can_be_done_again(folder: Path) -> None:
    ear, sound = EarInFolder(folder)(), Audio(noise(44100, 0.1)[:, None], 44100)
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Cancelled

    before = ear.sound(sound, nothing)
    with pytest.raises(Cancelled):
        ear.sound(sound, stop)
    assert np.array_equal(ear.sound(sound, nothing), before)


def test_samples_that_are_not_finite_are_refused(folder: Path) -> None:
    with pytest.raises(RangeError, match="finite"):
        EarInFolder(folder)().sound(Audio(np.full((100, 1), np.nan, np.float32), 44100), nothing)


def test_the_worker_gets_it_by_name_and_places_with_it(folder: Path) -> None:
    listening = Listening(pickle.loads(pickle.dumps(EarInFolder(folder))))
    sound = Audio(hit(100)[:, None], 44100)
    words, heard = listening.words(PlaceWords(1, "dog")), listening.sound(PlaceSound(2, SHAPE), lambda: sound, nothing)
    for number, answer in enumerate((words, heard), 1):
        assert isinstance(answer, Placed)
        assert answer.number == number
        assert answer.point.shape == (128,)


def test_a_folder_without_a_part_is_told_of_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "ear").rename(tmp_path / "elsewhere")
    with pytest.raises(MissingError, match=r"has no ear\. Install Warmtone anew\.$"):
        EarInFolder(tmp_path)()


@pytest.mark.parametrize("part", ["ear/diffusion_pytorch_model.safetensors", "text_encoder/config.json"])
def test_a_damaged_part_is_told_of(part: str, tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / part).write_bytes(b"damaged")
    with pytest.raises(ModelError):
        EarInFolder(tmp_path)()


def test_words_of_another_space_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="don't share a space"):
        EarInFolder(write_folder(tmp_path, space=64))()


def test_an_ear_is_at_hand_where_its_libraries_are_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shipped_ear().at_hand
    monkeypatch.delitem(sys.modules, "diffusers")
    assert not shipped_ear().at_hand


def test_what_the_bridge_is_told_holds() -> None:
    assert HEARD_SECONDS == LONGEST_SECONDS
    assert LONGEST_WORDS == LONGEST
