import logging
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bridge.takes import Archive, Session
from engine import Audio, BusyError, MissingError, WarmtoneError

Noise = Callable[..., Audio]
DEADLINE_SECONDS = 10.0


class Loop:
    """What the bridge's loop is to an archive: a queue of callables, run by the one who waits for something."""

    def __init__(self) -> None:
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.post = self._posted.put
        self.results: list[object] = []

    def note(self, result: object) -> None:
        self.results.append(result)

    def run_until(self, count: int) -> list[object]:
        while len(self.results) < count:
            self._posted.get(timeout=DEADLINE_SECONDS)()
        return self.results


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def archive(folder: Path, loop: Loop) -> Iterator[Archive]:
    archive = Archive(folder, loop.post)
    archive.start()
    yield archive
    assert archive.close()


def test_works_are_done_in_order_and_their_results_come_back(archive: Archive, loop: Loop, noise: Noise) -> None:
    archive.do(lambda session: session.next_number, loop.note, loop.note)
    for number in (1, 2):
        archive.do(lambda session, n=number: session.save(noise(10), number=n).number, loop.note, loop.note)
    archive.do(lambda session: session.newest(0, 9), loop.note, loop.note)
    assert loop.run_until(4) == [1, 1, 2, (2, [2, 1])]


def test_works_run_on_one_thread_and_results_on_the_loops(archive: Archive, loop: Loop) -> None:
    threads: list[threading.Thread] = []
    archive.do(lambda session: threads.append(threading.current_thread()), loop.note, loop.note)
    archive.do(lambda session: threads.append(threading.current_thread()), loop.note, loop.note)
    archive.do(lambda session: None, lambda _: loop.note(threading.current_thread()), loop.note)
    loop.run_until(3)
    assert threads[0] is threads[1] is not threading.current_thread()
    assert loop.results[2] is threading.current_thread()


def test_a_refusal_reaches_the_one_who_asked(archive: Archive, loop: Loop) -> None:
    archive.do(lambda session: session.take(99), pytest.fail, loop.note)
    archive.do(lambda session: "next", loop.note, pytest.fail)
    error, after = loop.run_until(2)
    assert isinstance(error, MissingError)
    assert "There is no take 99" in str(error)
    assert after == "next"


def test_the_unexpected_is_logged_and_told(archive: Archive, loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    def broken(session: Session) -> int:
        return 1 // 0

    archive.do(broken, pytest.fail, loop.note)
    archive.do(lambda session: "next", loop.note, pytest.fail)
    error, after = loop.run_until(2)
    assert type(error) is WarmtoneError
    assert "ZeroDivisionError" in str(error)
    assert [record.exc_info is not None for record in caplog.records if record.levelno == logging.ERROR] == [True]
    assert after == "next"


def test_closing_finishes_what_is_queued_and_takes_no_more(folder: Path, loop: Loop, noise: Noise) -> None:
    archive = Archive(folder, loop.post)
    archive.start()
    go = threading.Event()
    archive.do(lambda session: go.wait(DEADLINE_SECONDS), loop.note, loop.note)
    for number in range(1, 6):
        archive.do(lambda session, n=number: session.save(noise(10), number=n).number, loop.note, loop.note)
    assert archive.waiting >= 5
    go.set()
    assert archive.close()
    assert archive.waiting == 0
    assert loop.run_until(6) == [True, 1, 2, 3, 4, 5]
    archive.do(lambda session: None, pytest.fail, loop.note)
    assert isinstance(loop.run_until(7)[6], BusyError)


def test_a_disk_that_hangs_does_not_hold_up_the_end(folder: Path, loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    archive = Archive(folder, loop.post)
    archive.start()
    go = threading.Event()
    archive.do(lambda session: go.wait(DEADLINE_SECONDS), loop.note, loop.note)
    assert not archive.close(timeout_seconds=0.05)
    assert "too slow" in caplog.text
    go.set()
    assert archive.close()


def test_an_archive_that_never_started_closes(folder: Path, loop: Loop) -> None:
    assert Archive(folder, loop.post).close()
    assert not folder.exists()


def test_a_session_that_can_not_be_opened_is_tried_again(folder: Path, loop: Loop) -> None:
    folder.write_text("in the way")
    archive = Archive(folder, loop.post)
    archive.start()
    archive.do(lambda session: session.next_number, pytest.fail, loop.note)
    assert "can't be used as a session folder" in str(loop.run_until(1)[0])
    folder.unlink()
    archive.do(lambda session: session.next_number, loop.note, pytest.fail)
    assert loop.run_until(2)[1] == 1
    assert archive.close()


def test_works_that_were_asked_for_before_the_loss_was_told_do_not_begin_a_new_session(
    archive: Archive, loop: Loop, folder: Path, noise: Noise
) -> None:
    archive.do(lambda session: session.save(noise(10), number=1).number, loop.note, loop.note)
    loop.run_until(1)
    folder.rename(folder.with_name("aside"))
    for number in (2, 3, 4):
        archive.do(lambda session, n=number: session.save(noise(10), number=n).number, loop.note, loop.note)
    assert all(isinstance(each, MissingError) for each in loop.run_until(4)[1:])
    assert not folder.exists()
    archive.do(lambda session: session.save(noise(10), number=5).number, loop.note, loop.note)
    assert loop.run_until(5)[-1] == 5
