import logging
import time
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from threading import Thread

import pytest

from bridge.loop import Loop


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


def turn_until(loop: Loop, holds: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        loop.turn(deadline - time.monotonic())


def test_what_can_be_read_is_read(loop: Loop) -> None:
    ours, theirs = Pipe()
    came: list[object] = []
    loop.watch(lambda: ours, lambda: came.append(ours.recv()))
    theirs.send("hello")
    turn_until(loop, lambda: came == ["hello"])
    ours.close()
    theirs.close()


def test_a_pipe_that_was_replaced_is_watched(loop: Loop) -> None:
    (first, first_end), (second, second_end) = Pipe(), Pipe()
    pipe, came = first, []
    loop.watch(lambda: pipe, lambda: came.append(pipe.recv()))
    loop.turn(0)
    first.close()
    pipe = second
    second_end.send("from the second")
    turn_until(loop, lambda: came == ["from the second"])
    for end in (first_end, second, second_end):
        end.close()


def test_calls_run_in_their_order_on_the_loops_thread(loop: Loop) -> None:
    came: list[int] = []
    thread = Thread(target=lambda: [loop.call(lambda i=i: came.append(i)) for i in range(10_000)])
    thread.start()
    turn_until(loop, lambda: len(came) == 10_000)
    thread.join()
    assert came == list(range(10_000))


def test_a_call_that_hands_over_another_lets_others_have_their_turn(loop: Loop) -> None:
    came: list[str] = []

    def again() -> None:
        came.append("again")
        loop.call(again)

    loop.call(again)
    loop.at(0, lambda: came.append("due"))
    loop.turn(0)
    assert came == ["again", "due"]


def test_what_is_due_runs_at_its_time_and_in_order(loop: Loop) -> None:
    came: list[tuple[str, float]] = []
    now = time.monotonic()
    for name, delay in (("late", 0.05), ("early", 0.02), ("past", -1.0), ("early too", 0.02)):
        loop.at(now + delay, lambda name=name: came.append((name, time.monotonic())))
    turn_until(loop, lambda: len(came) == 4)
    assert [name for name, _ in came] == ["past", "early", "early too", "late"]
    assert came[1][1] >= now + 0.02
    assert came[3][1] >= now + 0.05


def test_every_so_often(loop: Loop) -> None:
    came: list[float] = []
    loop.every(0.01, lambda: came.append(time.monotonic()))
    turn_until(loop, lambda: len(came) == 3)
    assert came[2] - came[0] >= 0.02


def test_an_error_is_logged_and_the_loop_goes_on(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    came: list[str] = []
    loop.call(lambda: came[99])
    loop.call(lambda: came.append("after"))
    with caplog.at_level(logging.ERROR):
        turn_until(loop, lambda: came == ["after"])
    assert "an error in the bridge" in caplog.text


def test_it_runs_until_it_is_stopped_from_another_thread(loop: Loop) -> None:
    runner = Thread(target=loop.run)
    runner.start()
    loop.stop()
    runner.join(5)
    assert not runner.is_alive()
    assert loop.stopped


def test_a_stop_before_it_runs_is_not_lost(loop: Loop) -> None:
    loop.stop()
    loop.turn(0)
    assert loop.stopped
    runner = Thread(target=loop.run, daemon=True)
    runner.start()
    runner.join(5)
    assert not runner.is_alive()


def test_a_call_after_closing_disturbs_nobody() -> None:
    loop = Loop()
    loop.close()
    loop.call(lambda: None)
    loop.stop()
