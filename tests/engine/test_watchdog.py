"""The watchdog alone, with a clock that the test moves."""

from engine import Generate, TakeShape
from engine.watchdog import Patience, Watchdog
from engine.worker_messages import Cancel, Load, Loaded, Noted, Render, Rendered, ReportModules, Stepped
from tests.engine.fakes import CARD

RENDER = Render(1, "steady", Generate(), 0, TakeShape("none", 1, 1, 8000), ())


class Watched:
    """A watchdog with 10 s for a step and 100 s for a load, and its clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self.dog = Watchdog(Patience(step_seconds=10, load_seconds=100), lambda: self.now)

    def after(self, seconds: float) -> str | None:
        self.now += seconds
        return self.dog.complaint()


def test_who_has_nothing_to_do_may_be_silent_for_ever() -> None:
    watched = Watched()
    assert watched.after(1e6) is None
    watched.dog.sent(Cancel(1))
    assert watched.after(1e6) is None


def test_a_take_is_given_the_time_of_a_step_again_with_each_step_or_frame() -> None:
    watched = Watched()
    watched.dog.sent(RENDER)
    for done, ready in ((1, 0), (1, 160), (2, 160)):
        assert watched.after(9) is None
        watched.dog.heard(Stepped(1, done, 4, ready))
    watched.dog.heard(Stepped(1, 2, 4, 160))
    watched.dog.heard(Noted(1, "Still here."))
    assert watched.after(9) is None
    watched.dog.heard(Stepped(1, 2, 4, 160))
    assert watched.after(2) == "steady made no step in 10 s and was stopped; the worker process is started anew."


def test_what_waits_behind_something_else_is_not_to_blame() -> None:
    watched = Watched()
    watched.dog.sent(Load("slow"))
    watched.dog.sent(RENDER)
    assert watched.after(99) is None
    watched.dog.heard(Loaded(CARD, 99.0))
    assert watched.after(9) is None
    assert watched.dog.at_work_on == RENDER
    watched.dog.heard(Rendered(1))
    assert watched.after(1e6) is None


def test_a_load_has_its_own_time_and_so_has_everything_else() -> None:
    watched = Watched()
    watched.dog.sent(Load("slow"))
    assert watched.after(101) == "slow was not loaded within 100 s; the worker process is started anew."
    watched.dog.forget()
    assert watched.after(1e6) is None
    watched.dog.sent(ReportModules())
    assert "did not answer within 100 s" in (watched.after(101) or "")
