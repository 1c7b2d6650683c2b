"""Symbolic links and paths that lead out of a session are never followed for writing or deleting."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.takes import Session, open_session
from engine import Audio, AudioFileError, WarmtoneError

Noise = Callable[..., Audio]


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    path = tmp_path / "outside.wav"
    path.write_bytes(b"precious")
    return path


def test_a_link_in_the_place_of_a_takes_file(session: Session, noise: Noise, outside: Path, tmp_path: Path) -> None:
    take = session.save(noise(10), number=1, prompt="bell")
    real = session.path(1)
    real.rename(outside)
    before = outside.read_bytes()
    real.symlink_to(outside)
    for ask in (session.read, lambda n: session.star(n, True), lambda n: session.rename(n, "x")):
        with pytest.raises(AudioFileError, match="symbolic link"):
            ask(1)
    session.delete(take.number)
    assert outside.read_bytes() == before


def test_a_link_in_the_place_of_a_file_to_come(session: Session, noise: Noise, outside: Path, folder: Path) -> None:
    (folder / "takes" / "0001-bell.wav").symlink_to(outside)
    (folder / "takes" / "0001-bell-2.wav.part").symlink_to(outside)
    with pytest.raises(AudioFileError, match="can't be written"):
        session.save(noise(10), number=1, prompt="bell")
    session.save(noise(10), number=2, prompt="bell")
    assert outside.read_bytes() == b"precious"


def test_a_second_name_of_a_file_elsewhere_is_not_written_to(
    session: Session, noise: Noise, outside: Path, folder: Path
) -> None:
    os.link(outside, folder / "takes" / "0001-bell.wav.part")
    with pytest.raises(AudioFileError, match="can't be written"):
        session.save(noise(10), number=1, prompt="bell")
    assert outside.read_bytes() == b"precious"


def test_links_in_the_folder_are_no_takes(folder: Path, noise: Noise, outside: Path) -> None:
    session = open_session(folder)
    session.save(noise(10), number=1, prompt="bell")
    session.close()
    (folder / "takes" / "0001-bell.wav").rename(outside)
    (folder / "takes" / "0001-bell.wav").symlink_to(outside)
    (folder / "takes" / "0009-x.wav.part").symlink_to(outside)
    again = open_session(folder)
    assert again.newest(0, 9) == (0, [])
    assert outside.exists()
    again.close()


@pytest.mark.parametrize("part", ["takes", "trash"])
def test_a_linked_folder_is_refused(folder: Path, tmp_path: Path, part: str) -> None:
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (folder / part).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AudioFileError, match="symbolic link"):
        open_session(folder)


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
def test_a_linked_index_is_set_aside(folder: Path, noise: Noise, outside: Path, ending: str) -> None:
    session = open_session(folder)
    session.save(noise(10), number=1, prompt="bell")
    session.close()
    index = folder / f"index.sqlite{ending}"
    index.unlink(missing_ok=True)
    index.symlink_to(outside)
    again = open_session(folder)
    assert again.newest(0, 9) == (1, [1])
    again.close()
    assert outside.read_bytes() == b"precious"
    assert not index.is_symlink()


@pytest.mark.parametrize("file", ["../outside.wav", "../../outside.wav", "/etc/hostname", "", "..", "a\0b"])
def test_a_row_that_leads_out_is_dropped(folder: Path, noise: Noise, outside: Path, file: str) -> None:
    session = open_session(folder)
    session.save(noise(10), number=1, prompt="bell")
    session.close()
    connection = sqlite3.connect(folder / "index.sqlite")
    connection.execute("UPDATE takes SET file = ?, number = 5", (file,))
    connection.commit()
    connection.close()
    again = open_session(folder)
    with pytest.raises(WarmtoneError, match="no take 5"):
        again.delete(5)
    assert again.newest(0, 9) == (1, [1])
    again.close()
    assert outside.exists()
    assert os.path.exists("/etc/hostname")


def test_a_strangers_trigger_in_the_index_never_runs(folder: Path, noise: Noise) -> None:
    session = open_session(folder)
    session.save(noise(10), number=1, prompt="bell")
    session.close()
    connection = sqlite3.connect(folder / "index.sqlite")
    connection.execute("CREATE TRIGGER words_x AFTER INSERT ON takes BEGIN DELETE FROM takes; END")
    connection.close()
    again = open_session(folder)
    again.save(noise(10), number=2)
    assert again.newest(0, 9) == (2, [2, 1])
    again.close()
