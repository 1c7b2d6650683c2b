import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bridge.takes import Recipe, Session, Take, open_session
from bridge.takes.chunks import chunks_of
from bridge.takes.wav_file import check_written, slate_in
from engine import Audio, AudioFileError, BusyError, MissingError, RangeError

Noise = Callable[..., Audio]


def files_of(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "takes").iterdir())


def takes_of(session: Session) -> list[Take]:
    total, numbers = session.newest(0, 1000)
    assert total == len(numbers)
    return [session.take(number) for number in numbers]


def test_a_take_is_saved_and_found_again(folder: Path, session: Session, noise: Noise, recipe: Recipe) -> None:
    audio = noise(480)
    take = session.save(audio, number=12, prompt="a deep 808 kick", recipe=recipe, parent=3)
    assert (take.number, take.name, take.file) == (12, "a deep 808 kick", "0012-a-deep-808-kick.wav")
    assert (take.frames, take.channels, take.rate_hz, take.sample_format) == (480, 2, 48000, "FLOAT")
    assert (take.starred, take.parent, take.recipe, take.seconds) == (False, 3, recipe, 0.01)
    assert session.take(12) == take
    assert np.array_equal(session.read(12).samples, audio.samples)
    assert session.path(12) == folder / "takes" / take.file
    assert files_of(folder) == [take.file]


def test_everything_is_there_after_closing_and_opening(folder: Path, noise: Noise, recipe: Recipe) -> None:
    session = open_session(folder)
    session.save(noise(), number=1, prompt="door slam", recipe=recipe)
    session.save(noise(), number=2, prompt="rain", name="roof")
    session.star(1, True)
    session.rename(2, "tin roof")
    before = takes_of(session)
    session.close()
    again = open_session(folder)
    assert takes_of(again) == before
    assert (again.take(1).starred, again.take(2).name) == (True, "tin roof")
    again.close()


@pytest.mark.parametrize("sample_format", ["PCM_U8", "PCM_16", "PCM_24"])
def test_an_edit_in_its_sources_format_keeps_untouched_samples(
    session: Session, noise: Noise, sample_format: str
) -> None:
    session.save(noise(5000), number=1, sample_format=sample_format)
    source = session.read(1)
    session.save(source, number=2, parent=1, sample_format=session.take(1).sample_format)
    assert np.array_equal(session.read(2).samples, source.samples)
    assert session.take(2).sample_format == sample_format


def test_the_file_says_what_the_index_says(session: Session, noise: Noise, recipe: Recipe) -> None:
    session.save(noise(), number=1, prompt="whoosh\x00 ]]>", recipe=recipe)
    session.star(1, True)
    take = session.rename(1, "best\nwhoosh")
    slate = slate_in(session.path(1))
    assert take.name == "best whoosh"
    assert (slate.name, slate.starred, slate.prompt, slate.recipe) == (take.name, True, take.prompt, recipe)


def test_a_prompt_of_ten_thousand_characters_stays_whole(session: Session, noise: Noise, folder: Path) -> None:
    prompt = ("Türen & 太鼓 🥁 <x> " * 1000)[:10_000]
    arguments = {"prompt": prompt}
    recipe = Recipe(
        address="/generate",
        arguments=arguments,
        model="vae",
        weights="5f1c",
        seed=1,
        precision="float32",
        threads=1,
        device="cpu",
        versions={},
        parent=None,
    )
    audio = noise(999, 1)
    session.save(audio, number=1, prompt=prompt, recipe=recipe)
    session.star(1, True)
    slate = slate_in(session.path(1))
    assert slate.prompt == prompt
    assert slate.recipe == recipe
    samples, _ = soundfile.read(session.path(1), dtype="float32", always_2d=True)
    assert np.array_equal(samples, audio.samples)
    assert session.find("太鼓", 0, 5) == (1, [1])


def test_star_and_name_move_no_samples_and_leave_one_slate(session: Session, noise: Noise) -> None:
    session.save(noise(4800), number=1, prompt="bell")
    with session.path(1).open("rb") as file:
        data = next(chunk for chunk in chunks_of(file) if chunk.name == b"data")
    for turn in range(20):
        session.star(1, turn % 2 == 0)
        session.rename(1, "bell " * (turn % 7))
    with session.path(1).open("rb") as file:
        found = chunks_of(file)
    assert data in found
    assert [chunk.name for chunk in found].count(b"iXML") == 1
    assert len(found) <= 6


def test_newest_come_first_page_by_page(session: Session, noise: Noise) -> None:
    for number in (3, 1, 2, 5):
        session.save(noise(10), number=number)
    assert session.newest(0, 2) == (4, [5, 3])
    assert session.newest(2, 10) == (4, [2, 1])
    assert session.newest(9, 10) == (4, [])
    assert session.newest(-1, -1) == (4, [])


def test_words_are_found_in_names_and_prompts(session: Session, noise: Noise) -> None:
    prompts = ["deep kick drum", "Deep rain", "kick the Türe", "NEAR miss OR hit"]
    for number, prompt in enumerate(prompts, 1):
        session.save(noise(10), number=number, prompt=prompt)
    session.rename(2, "monsoon")
    session.star(1, True)
    assert session.find("deep", 0, 9) == (2, [2, 1])
    assert session.find("DEE", 0, 1) == (2, [2])
    assert session.find("kick deep", 0, 9) == (1, [1])
    assert session.find("mons", 0, 9) == (1, [2])
    assert session.find("ture", 0, 9) == (1, [3])
    assert session.find("near or", 0, 9) == (1, [4])
    assert session.find("", 0, 2) == (4, [4, 3])
    assert session.find("kick", 0, 9, starred=True) == (1, [1])
    assert session.find("kick", 0, 9, starred=False) == (1, [3])
    assert session.find("", 0, 9, starred=True) == (1, [1])
    session.rename(2, "drizzle")
    assert session.find("monsoon", 0, 9) == (0, [])


@pytest.mark.parametrize(
    "words",
    ['"', "a AND", "NOT", "name:x", "*", "(", "^a", "a NEAR(b", "-", "\0", "\ud800", "'; DROP", '""" *', "x" * 9999],
)
def test_no_words_are_a_syntax_error(session: Session, noise: Noise, words: str) -> None:
    session.save(noise(10), number=1, prompt="bell")
    assert session.find(words, 0, 9) == (0, [])


def test_the_lineage_of_a_take(session: Session, noise: Noise) -> None:
    session.save(noise(10), number=1)
    for number in (2, 3):
        session.save(noise(10), number=number, parent=1)
    assert session.children(1) == [2, 3]
    assert session.children(3) == []


def test_a_deleted_take_lies_in_the_trash_and_its_number_stays_taken(folder: Path, noise: Noise) -> None:
    session = open_session(folder)
    session.save(noise(10), number=1, prompt="keep")
    session.save(noise(10), number=2, prompt="drop")
    session.delete(2)
    with pytest.raises(MissingError, match="There is no take 2"):
        session.take(2)
    assert session.find("drop", 0, 9) == (0, [])
    assert [path.name for path in (folder / "trash").iterdir()] == ["0002-drop.wav"]
    session.close()
    (folder / "index.sqlite").unlink()
    again = open_session(folder)
    assert again.next_number == 3
    again.close()


def test_a_number_stays_taken_though_the_trash_is_emptied(folder: Path, noise: Noise) -> None:
    session = open_session(folder)
    assert session.next_number == 1
    session.save(noise(10), number=4)
    session.delete(4)
    session.close()
    shutil.rmtree(folder / "trash")
    again = open_session(folder)
    assert again.next_number == 5
    again.close()


def test_namesakes_in_the_trash_do_not_replace_each_other(folder: Path, session: Session, noise: Noise) -> None:
    (folder / "trash" / "0001-bell.wav").write_bytes(b"somebody put this here")
    session.save(noise(10), number=1, prompt="bell")
    session.delete(1)
    assert sorted(path.name for path in (folder / "trash").iterdir()) == ["0001-bell-2.wav", "0001-bell.wav"]


@pytest.mark.parametrize("number", [0, -1, 99, 10_000_000, 1 << 70])
def test_a_take_that_is_not_there(session: Session, number: int) -> None:
    for ask in (session.take, session.read, session.delete, session.path, lambda n: session.star(n, True)):
        with pytest.raises(MissingError, match=f"There is no take {number}"):
            ask(number)


def test_a_file_that_somebody_took_away(session: Session, noise: Noise) -> None:
    session.save(noise(10), number=1)
    session.path(1).unlink()
    for ask in (session.read, session.delete, lambda n: session.star(n, True)):
        with pytest.raises(MissingError, match="no such file"):
            ask(1)


def test_a_number_in_use_is_refused(session: Session, noise: Noise) -> None:
    session.save(noise(10), number=1, prompt="first")
    with pytest.raises(BusyError, match="take 1 already"):
        session.save(noise(10), number=1, prompt="second")
    assert session.take(1).prompt == "first"


@pytest.mark.parametrize(
    ("audio", "number", "sample_format"),
    [
        (Audio(np.zeros((0, 1), np.float32), 48000), 1, "FLOAT"),
        (Audio(np.zeros((5, 0), np.float32), 48000), 1, "FLOAT"),
        (Audio(np.zeros((5, 9), np.float32), 48000), 1, "FLOAT"),
        (Audio(np.zeros((5, 1), np.float32), 48000), 0, "FLOAT"),
        (Audio(np.zeros((5, 1), np.float32), 48000), 10_000_000, "FLOAT"),
        (Audio(np.zeros((5, 1), np.float32), 48000), 1, "VORBIS"),
    ],
)
def test_what_no_take_can_be_is_refused(
    folder: Path, session: Session, audio: Audio, number: int, sample_format: str
) -> None:
    with pytest.raises(RangeError):
        session.save(audio, number=number, sample_format=sample_format)
    assert files_of(folder) == []


def test_a_disk_that_takes_no_more_leaves_nothing_half(folder: Path, session: Session, noise: Noise) -> None:
    session.save(noise(10), number=1, prompt="before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        with pytest.raises(AudioFileError, match="can't be written"):
            session.save(noise(480_000), number=2, prompt="too long")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files_of(folder) == ["0001-before.wav"]
    assert session.newest(0, 9) == (1, [1])
    session.save(noise(480_000), number=2, prompt="fits now")
    assert session.newest(0, 9) == (2, [2, 1])


def test_a_file_that_holds_less_than_was_written_is_no_take(session: Session, noise: Noise) -> None:
    session.save(noise(10), number=1)
    assert check_written(session.path(1), 10).frames == 10
    with pytest.raises(AudioFileError, match="10 of 11 frames"):
        check_written(session.path(1), 11)


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AudioFileError, match="can't be used as a session folder"):
        open_session(tmp_path / "file" / "session")


def test_a_second_warmtone_is_told_that_the_session_is_open(folder: Path, session: Session, noise: Noise) -> None:
    session.save(noise(10), number=1)
    with pytest.raises(BusyError, match="another Warmtone"):
        open_session(folder)
    assert session.newest(0, 9) == (1, [1])
    assert not list(folder.glob("*broken*"))


def test_the_session_has_the_folders_name_or_its_own(folder: Path, noise: Noise) -> None:
    for name, project in ((None, b"friday jam"), ("Süd", "Süd".encode())):
        session = open_session(folder, name)
        take = session.save(noise(10), number=session.next_number)
        assert b"<PROJECT>" + project + b"</PROJECT>" in (folder / "takes" / take.file).read_bytes()
        session.close()
