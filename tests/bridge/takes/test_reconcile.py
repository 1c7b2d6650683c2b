"""What a person or another program does to the folder while Warmtone is closed, and what becomes of a lost index."""

import logging
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bridge.takes import Recipe, Session, Take, open_session, reconcile
from bridge.takes import session as sessions
from bridge.takes.wav_file import relabel, slate_in
from engine import Audio

Noise = Callable[..., Audio]


def takes_of(session: Session) -> list[Take]:
    return [session.take(number) for number in session.newest(0, 1000)[1]]


@pytest.fixture
def takes(folder: Path, noise: Noise, recipe: Recipe) -> list[Take]:
    """A closed session of three takes, one starred, one renamed."""
    session = open_session(folder)
    session.save(noise(10), number=1, prompt="bell", recipe=recipe)
    session.save(noise(20, 1), number=2, prompt="rain", parent=1, sample_format="PCM_24")
    session.save(noise(30), number=5, prompt="door")
    session.star(2, True)
    session.rename(5, "slam")
    before = takes_of(session)
    session.close()
    return before


def reopened(folder: Path) -> list[Take]:
    session = open_session(folder)
    found = takes_of(session)
    assert session.find("bell", 0, 9)[1] == [take.number for take in found if "bell" in take.prompt]
    session.close()
    return found


def test_a_sound_index_is_opened_without_a_look_into_the_files(
    folder: Path, takes: list[Take], monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(path: Path) -> None:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(reconcile, "slate_in", looked)
    monkeypatch.setattr(reconcile, "sound_in", looked)
    assert reopened(folder) == takes


def test_a_missing_index_is_made_anew(folder: Path, takes: list[Take]) -> None:
    (folder / "index.sqlite").unlink()
    assert reopened(folder) == takes


@pytest.mark.parametrize("size", [0, 99, 100, 4096, 5000, 12_288, 30_000])
def test_a_truncated_index_is_made_anew(folder: Path, takes: list[Take], size: int) -> None:
    os.truncate(folder / "index.sqlite", size)
    assert reopened(folder) == takes
    kept = list(folder.glob("index.sqlite.broken-*"))
    assert [path.stat().st_size for path in kept] == ([size] if size else [])


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000, b"x" * 101])
def test_a_garbage_index_is_set_aside_and_made_anew(folder: Path, takes: list[Take], content: bytes) -> None:
    (folder / "index.sqlite").write_bytes(content)
    assert reopened(folder) == takes
    assert [path.read_bytes() for path in folder.glob("index.sqlite.broken-*")] == [content]


def test_an_index_of_another_form_is_set_aside(folder: Path, takes: list[Take]) -> None:
    connection = sqlite3.connect(folder / "index.sqlite")
    connection.execute("ALTER TABLE takes ADD COLUMN mood TEXT")
    connection.close()
    assert reopened(folder) == takes
    assert len(list(folder.glob("index.sqlite.broken-*"))) == 1


def test_a_garbage_log_beside_the_index_does_no_harm(folder: Path, takes: list[Take]) -> None:
    (folder / "index.sqlite-wal").write_bytes(b"garbage" * 1000)
    assert reopened(folder) == takes


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 20), st.integers(0, 4095), st.binary(min_size=64, max_size=600))
@example(0, 3600, b"\x81" * 300)
def test_a_page_of_garbage_never_keeps_a_session_shut(
    folder: Path, takes: list[Take], page: int, place: int, garbage: bytes
) -> None:
    index = folder / "index.sqlite"
    content = bytearray(index.read_bytes())
    start = (page * 4096 + place) % len(content)
    content[start : start + len(garbage)] = garbage[: len(content) - start]
    index.write_bytes(bytes(content))
    session = open_session(folder)
    numbers = session.newest(0, 9)[1]
    session.close()
    index.unlink()
    assert reopened(folder) == takes
    assert set(numbers) == {1, 2, 5}


def test_rows_that_make_no_sense_do_not_keep_a_session_shut(folder: Path, takes: list[Take]) -> None:
    connection = sqlite3.connect(folder / "index.sqlite")
    connection.execute("UPDATE takes SET file = CAST(x'ff80' AS TEXT) WHERE number = 1")
    connection.execute("UPDATE takes SET file = x'00' WHERE number = 2")
    connection.execute("UPDATE takes SET file_bytes = 'many', prompt = CAST(x'ff' AS TEXT) WHERE number = 5")
    connection.execute("UPDATE sqlite_sequence SET seq = 'all'")
    connection.commit()
    connection.close()
    assert reopened(folder) == takes
    session = open_session(folder)
    assert session.next_number == 6
    session.close()


def test_files_that_went_and_came(folder: Path, takes: list[Take], caplog: pytest.LogCaptureFixture) -> None:
    folder_of_takes = folder / "takes"
    (folder_of_takes / takes[2].file).rename(folder_of_takes / "my favourite bell.wav")
    (folder_of_takes / takes[1].file).unlink()
    shutil.copy2(folder_of_takes / takes[0].file, folder_of_takes / "0005-copy of the door.wav")
    soundfile.write(folder_of_takes / "bounce.wav", np.zeros(5), 48000)
    (folder_of_takes / "broken.wav").write_bytes(b"RIFF....WAVE")
    (folder_of_takes / "folder.wav").mkdir()
    with caplog.at_level(logging.INFO):
        assert reopened(folder) == [takes[0], replace(takes[2], file="my favourite bell.wav")]
    assert {"bounce.wav", "broken.wav"} <= {record.args[0] for record in caplog.records if record.args}
    assert len(list(folder_of_takes.iterdir())) == 6


def test_of_two_files_with_one_number_the_original_is_the_take(folder: Path, takes: list[Take]) -> None:
    shutil.copy2(folder / "takes" / takes[0].file, folder / "takes" / "0005-door copy.wav")
    (folder / "index.sqlite").unlink()
    assert reopened(folder) == takes


def test_an_edited_file_is_read_again(folder: Path, takes: list[Take]) -> None:
    soundfile.write(folder / "takes" / takes[2].file, np.zeros((99, 1)), 44100, subtype="PCM_16")
    bell = replace(takes[2], frames=99, channels=1, rate_hz=44100, sample_format="PCM_16")
    assert reopened(folder) == [*takes[:2], bell]


def test_a_file_that_lost_its_slate_gets_it_back_with_the_next_star(folder: Path, takes: list[Take]) -> None:
    soundfile.write(folder / "takes" / takes[2].file, np.zeros(99), 44100)
    session = open_session(folder)
    session.star(1, True)
    session.close()
    (folder / "index.sqlite").unlink()
    assert [(take.starred, take.recipe) for take in reopened(folder)][2] == (True, takes[2].recipe)


def test_a_word_changed_in_the_file_is_believed(folder: Path, takes: list[Take]) -> None:
    path = folder / "takes" / takes[2].file
    relabel(path, replace(slate_in(path), name="ship bell", starred=True), "another session")
    assert reopened(folder)[2] == replace(takes[2], name="ship bell", starred=True)


def test_a_file_cut_short_is_no_take_any_more(folder: Path, takes: list[Take]) -> None:
    os.truncate(folder / "takes" / takes[2].file, 30)
    assert reopened(folder) == takes[:2]
    assert (folder / "takes" / takes[2].file).exists()


def test_a_star_that_was_killed_before_the_index_heard_of_it(
    folder: Path, takes: list[Take], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(folder)
    session.star(2, False)
    path = session.path(2)
    before = path.stat()

    def killed(path: Path) -> None:
        # The clock of the disk is coarse: nothing about the file but its content need differ from before.
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        raise KeyboardInterrupt

    monkeypatch.setattr(sessions, "stamp_of", killed)
    with pytest.raises(KeyboardInterrupt):
        session.star(2, True)
    session.close()
    monkeypatch.undo()
    assert path.stat().st_size == before.st_size
    assert reopened(folder) == takes


def test_only_our_own_unfinished_files_are_removed(folder: Path, takes: list[Take]) -> None:
    (folder / "takes" / "0006-half.wav.part").write_bytes(b"RIFF")
    (folder / "takes" / "download.wav.part").write_bytes(b"not ours")
    assert reopened(folder) == takes
    assert [path.name for path in (folder / "takes").glob("*.part")] == ["download.wav.part"]


def test_numbers_go_on_after_the_highest_and_strangers_use_none_up(folder: Path, takes: list[Take]) -> None:
    (folder / "takes" / "20240131-drums.wav").write_bytes(b"")
    (folder / "trash" / "0007-old.wav").write_bytes(b"")
    (folder / "index.sqlite").unlink()
    session = open_session(folder)
    assert session.next_number == 8
    session.close()


def test_a_session_that_was_moved_while_it_was_closed_is_the_same(folder: Path, takes: list[Take]) -> None:
    moved = folder.with_name("saturday, elsewhere")
    folder.rename(moved)
    assert reopened(moved) == takes
    session = open_session(moved)
    assert session.path(1) == moved / "takes" / takes[2].file
    assert session.next_number == 6
    session.close()
