"""A later slice may ask for another plan, and keeps what it says nothing of."""

from engine.training.plan import Plan
from engine.training.wish import Wish
from engine.training.wishing import as_wished

PLAN = Plan(steps=100, batch=8, peak_rate=1e-3, seed=5)


def test_what_is_asked_for_is_done_and_the_rest_stays() -> None:
    assert as_wished(PLAN, Wish(minutes=3.0, steps=200, seed=0)) == Plan(200, 8, 1e-3, 0)
    assert as_wished(PLAN, Wish()) == PLAN
