"""A run on a few sounds: interrupted or not it comes to the same, it learns, and what ships of it can be loaded."""

from pathlib import Path

import pytest
import torch

from engine.audio import Audio
from engine.errors import ModelError
from engine.families.folder import words_in
from engine.families.parts import network_of, tokenizer_of
from engine.families.words import tokens_of
from engine.models.ear.ear import load_ear, placed
from engine.models.ear.hearing import heard as spectrogram_of
from engine.models.words.known import known_words_in
from engine.training.checkpoint import load_average
from engine.training.codec.reading import read_samples
from engine.training.plan import Plan
from engine.training.slices import BEST, RunStatus
from engine.training.wish import Wish
from engine.training.words.fitting import Fitting
from engine.training.words.lessons import Lessons, read_lessons
from engine.training.words.run import tokenizer_in, train
from engine.training.words.shipping import ship
from engine.training.words.validation import examined, found
from tests.engine.training.runs import told_until, weights
from tests.engine.training.words.folder import write_folder

CPU = torch.device("cpu")
STEPS = 3


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def lessons(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Lessons:
    return read_lessons(data, tokenizer_in(tmp_path_factory.mktemp("tokenizer"), data))


def trained(data: Path, out: Path, until: int | None = None) -> list[RunStatus]:
    told: list[RunStatus] = []
    report = told_until(told, until)
    try:
        train(data, out, Wish(steps=STEPS, batch=4, seed=3), report)
    except KeyboardInterrupt:
        assert until is not None
    return told


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[RunStatus]]:
    out = tmp_path_factory.mktemp("run")
    return out, trained(data, out)


def test_a_run_counts_its_steps_and_says_what_it_missed(run: tuple[Path, list[RunStatus]]) -> None:
    _, told = run
    assert [status.step for status in told] == [1, 2, 3]
    assert 0 <= told[-1].best <= 1
    assert f"missed {told[-1].distance:.4f}" in str(told[-1])


def test_an_interrupted_run_goes_on_to_the_same_bits(
    data: Path, run: tuple[Path, list[RunStatus]], tmp_path: Path
) -> None:
    assert [status.step for status in (*trained(data, tmp_path, until=2), *trained(data, tmp_path))] == [1, 2, 3]
    once, twice = weights(run[0]), weights(tmp_path)
    assert [name for name in once if not torch.equal(once[name], twice[name])] == []


def test_a_new_run_begins_with_what_ships(data: Path, run: tuple[Path, list[RunStatus]], tmp_path: Path) -> None:
    shipped = ship(run[0], data, tmp_path / "ember")
    train(data, tmp_path / "next", Wish(steps=1, batch=4, peak_rate=1e-12, weights=shipped), lambda status: None)
    next_run, best = weights(tmp_path / "next"), load_average(run[0] / BEST)
    for name in ("text.table.weight", "ear.last.weight"):
        torch.testing.assert_close(next_run[f"network.{name}"], best[name], atol=1e-6, rtol=0)
    with pytest.raises(ModelError, match="name what ships"):
        train(data, tmp_path / "third", Wish(steps=1, batch=4, weights=run[0]), lambda status: None)


def test_what_ships_reads_words_and_hears_sounds(data: Path, run: tuple[Path, list[RunStatus]], tmp_path: Path) -> None:
    out = ship(run[0], data, tmp_path / "ember")
    folder = words_in(out)
    tokens = tokens_of(tokenizer_of(folder), ["a dog barking"], 32, to_the_most=False)
    text = network_of(folder, "text_encoder", torch.float32)
    sound = read_samples(data / "0-0.wav")
    assert (
        text.placed(tokens.ids, tokens.read).shape
        == placed(load_ear(out / "ear"), [Audio(sound[:, None], 44_100)]).shape
    )
    assert {"barking", "labrador", "hubbub"} <= known_words_in(out / "tokenizer")
    assert "| 8 |" in (out / "ATTRIBUTION.md").read_text(encoding="utf-8")


def test_it_learns_which_words_are_of_which_sound(lessons: Lessons) -> None:
    fitting = Fitting(Plan(steps=1000, batch=6, peak_rate=3e-3, seed=0), len(lessons.tokenizer), CPU)
    losses = [fitting.fit(lessons) for _ in range(40)]
    assert sum(losses[-10:]) < 0.9 * sum(losses[:10])


def test_validation_asks_with_captions_and_with_sounds(lessons: Lessons) -> None:
    fitting = Fitting(Plan(steps=1, batch=4, peak_rate=1e-3, seed=0), len(lessons.tokenizer), CPU)
    tried = found(fitting.average.text, fitting.average.ear, lessons, CPU)
    assert tried.sounds.queries == tried.captions.queries == len(examined(lessons)) == 4
    assert tried.sounds.reached.at_5 == 1, "there are only four"
    assert 0 <= tried.missed < 1


def test_of_each_spoken_digit_only_three_sounds_are_tried(lessons: Lessons, tmp_path: Path) -> None:
    many = read_lessons(_with_digits(tmp_path, 5), lessons.tokenizer)
    chosen = [many.words[number].label for number in examined(many)]
    assert chosen.count("six") == 3


def _with_digits(folder: Path, count: int) -> Path:
    """The folder with so many more validation clips of a six."""
    write_folder(folder)
    with (folder / "metadata.csv").open("a", encoding="utf-8") as lines:
        lines.writelines("3-0.wav,spoken_digits,six,speech,a six,,0.5,valid,me,CC0-1.0,here\n" for _ in range(count))
    return folder


def test_the_ear_learns_from_what_it_will_hear(data: Path, lessons: Lessons) -> None:
    first = spectrogram_of(read_samples(data / "0-0.wav"))
    assert torch.equal(lessons.sounds.spectrograms[: len(first)], first.half())
