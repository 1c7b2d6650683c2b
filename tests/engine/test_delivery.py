"""Events leave the engine in order, whatever their receiver does."""

import logging

import pytest

from engine import EngineEvent, JobCancelled, JobFinished, JobNoted
from engine.delivery import Delivery


def test_what_is_delivered_from_within_comes_after() -> None:
    received: list[tuple[str, int]] = []

    def receive(event: EngineEvent) -> None:
        assert isinstance(event, JobFinished)
        received.append(("begins", event.job))
        if event.job < 3:
            delivery(JobFinished(event.job + 1))
        received.append(("ends", event.job))

    delivery = Delivery(receive)
    delivery(JobFinished(1))
    assert received == [(when, job) for job in (1, 2, 3) for when in ("begins", "ends")]


def test_an_error_is_logged_and_the_next_event_comes(caplog: pytest.LogCaptureFixture) -> None:
    received: list[EngineEvent] = []

    def receive(event: EngineEvent) -> None:
        if isinstance(event, JobNoted):
            raise OSError("no paper left")
        received.append(event)

    delivery = Delivery(receive)
    with caplog.at_level(logging.ERROR):
        delivery(JobNoted(1, "print this"))
    delivery(JobCancelled(1))
    assert received == [JobCancelled(1)]
    assert "JobNoted" in caplog.text
    assert "no paper left" in caplog.text
