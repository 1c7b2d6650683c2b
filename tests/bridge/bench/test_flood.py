import time

from bridge.bench.flood import Account, paced_batches


def test_batches_are_due_at_their_rate_and_make_up_the_whole() -> None:
    began = time.monotonic()
    batches = list(paced_batches(5000, 0.2))
    seconds = time.monotonic() - began
    assert sum(batches) == 1000
    assert seconds >= 0.19
    assert max(batches) <= 5000 * 0.01


def test_a_sender_that_was_held_up_sends_no_burst() -> None:
    batches = paced_batches(5000, 0.1)
    next(batches)
    time.sleep(0.05)
    assert next(batches) <= 5000 * 0.004


def test_every_message_is_answered_lost_or_else_unaccounted_for() -> None:
    whole = Account(sent=100, seconds=1.0, answered=70, missed=5, received=80, lost=20, unsent=5)
    assert whole.unaccounted == 0
    leaking = Account(sent=100, seconds=1.0, answered=70, missed=5, received=80, lost=17, unsent=5)
    assert leaking.unaccounted == 3
