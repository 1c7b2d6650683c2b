import pytest

from bridge.jobs import JobBook
from bridge.vocabulary import Refused

HERE, THERE = ("127.0.0.1", 9000), ("127.0.0.1", 9001)


def test_a_name_is_one_clients_own() -> None:
    book = JobBook()
    ours, theirs = book.open(HERE, "kick", False), book.open(THERE, "kick", False)
    assert ours.number != theirs.number
    assert book.of(HERE, "kick") == [ours]
    assert book.of(THERE, None) == [theirs]


def test_a_name_in_use_is_refused_until_its_job_has_ended() -> None:
    book = JobBook()
    job = book.open(HERE, 1, False)
    with pytest.raises(Refused, match="A job called 1 is under way") as refused:
        book.open(HERE, 1, False)
    assert (refused.value.about, refused.value.code) == (1, "busy")
    book.close(job)
    assert book.open(HERE, 1, False).number != job.number


def test_a_job_that_is_not_there() -> None:
    book = JobBook()
    book.open(THERE, "kick", False)
    with pytest.raises(Refused, match="You have no job called kick under way"):
        book.of(HERE, "kick")
    assert book.of(HERE, None) == []


def test_jobs_can_be_closed_while_they_are_gone_through() -> None:
    book = JobBook()
    for name in range(3):
        book.open(HERE, name, False)
    for job in book:
        book.close(job)
    assert list(book) == []
