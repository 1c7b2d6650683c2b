import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.takes import open_index, open_session
from engine import Audio

Noise = Callable[..., Audio]


@pytest.fixture
def index(folder: Path, noise: Noise) -> Path:
    """The index of a closed session of one take."""
    session = open_session(folder)
    session.save(noise(10), number=1, prompt="bell")
    session.close()
    return folder / "index.sqlite"


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each time that an index is looked through."""
    looks: list[str] = []
    look_through = open_index._look_through

    def note(connection: sqlite3.Connection) -> None:
        looks.append("looked")
        look_through(connection)

    monkeypatch.setattr(open_index, "_look_through", note)
    return looks


def open_and_find(folder: Path) -> int:
    session = open_session(folder)
    assert not list(folder.glob("*.seal"))
    found = session.find("bell", 0, 9)[0]
    session.close()
    return found


def test_an_index_that_was_closed_in_order_is_not_looked_through(folder: Path, index: Path, looks: list[str]) -> None:
    assert open_and_find(folder) == 1
    assert looks == []


def test_an_index_that_was_in_use_is(folder: Path, index: Path, looks: list[str]) -> None:
    index.with_name("index.sqlite.seal").unlink()
    assert open_and_find(folder) == 1
    assert looks == ["looked"]


def test_one_that_somebody_has_changed_is(folder: Path, index: Path, looks: list[str]) -> None:
    connection = sqlite3.connect(index)
    connection.execute("DELETE FROM words_data WHERE id > 10")
    connection.commit()
    connection.close()
    assert open_and_find(folder) == 1
    assert looks
    assert list(folder.glob("index.sqlite.broken-*"))


@pytest.mark.parametrize(
    "make", [lambda seal: seal.symlink_to("/dev/zero"), os.mkfifo, lambda seal: seal.write_bytes(b"\xff" * 99)]
)
def test_a_false_seal_is_no_seal(folder: Path, index: Path, looks: list[str], make: Callable[[Path], object]) -> None:
    seal = index.with_name("index.sqlite.seal")
    seal.unlink()
    make(seal)
    assert open_and_find(folder) == 1
    assert looks == ["looked"]
