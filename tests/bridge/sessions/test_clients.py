"""Several people at once: each hears of its own jobs, a subscriber of everybody's."""

from typing import Any

import pytest

from tests.session import Client, Heard, Warmtone


def of_jobs(client: Client) -> list[tuple[object, ...]]:
    """The job events that somebody has heard so far, without progress."""
    client.until_quiet()
    return [
        (heard.address, *heard.values)
        for heard in client.heard
        if heard.address.startswith("/job/") and heard.address != "/job/progress"
    ]


def test_two_people_hear_only_of_their_own_jobs_of_the_same_name(warmtone: Warmtone) -> None:
    with warmtone.client() as one, warmtone.client() as two:
        one.say("/generate", "kick", "seconds", 0.1, "seed", 1)
        two.say("/generate", "kick", "seconds", 0.1, "seed", 2)
        takes = [each.hear("/job/take", "kick") for each in (one, two)]
        for each in (one, two):
            each.hear("/job/done", "kick")
        assert [take["seed"] for take in takes] == [1, 2]
        for each in (one, two):
            addresses = [event[0] for event in of_jobs(each)]
            assert addresses == ["/job/queued", "/job/started", "/job/take", "/job/done"]


def test_a_subscriber_sees_everybodys_jobs_with_their_names(warmtone: Warmtone) -> None:
    with warmtone.client() as max_, warmtone.client() as pd, warmtone.client() as screen:
        max_.say("/hello", max_.port, "max")
        assert max_.hear("/hello").values[:2] == (max_.port, "max")
        screen.say("/subscribe")
        assert screen.hear("/subscribed").values == (1,)
        max_.say("/generate", "kick", "seconds", 0.1)
        pd.say("/generate", "kick", "seconds", 0.1)
        for each in (max_, pd):
            each.hear("/job/done", "kick")
        seen = of_jobs(screen)
        for each, name in ((max_, "max"), (pd, f"127.0.0.1:{pd.port}")):
            assert [event[:-2] for event in seen if event[-2:] == ("client", name)] == of_jobs(each)
        assert len(seen) == 8


def test_a_subscriber_hears_of_its_own_jobs_once(warmtone: Warmtone) -> None:
    with warmtone.client() as screen:
        screen.say("/subscribe", 1.0)
        screen.say("/generate", "kick", "seconds", 0.1)
        screen.hear("/job/done", "kick")
        assert len(of_jobs(screen)) == 4
        screen.say("/model/load", "tone")
        screen.hear("/model", "tone")
        assert screen.until_quiet() == []


def test_who_no_longer_subscribes_hears_nothing_of_others(warmtone: Warmtone) -> None:
    with warmtone.client() as one, warmtone.client() as screen:
        screen.say("/subscribe", 1)
        screen.say("/subscribe", 0)
        assert [screen.hear("/subscribed").values for _ in range(2)] == [(1,), (0,)]
        one.say("/generate", "kick", "seconds", 0.1)
        one.hear("/job/done", "kick")
        assert of_jobs(screen) == []


def test_answers_go_to_the_port_that_was_announced(warmtone: Warmtone) -> None:
    with warmtone.client() as hand, warmtone.client() as ear:
        hand.say("/hello", ear.port, "max")
        assert ear.hear("/hello").values[:2] == (ear.port, "max")
        hand.say("/generate", "kick", "seconds", 0.1)
        ear.hear("/job/done", "kick")
        hand.say("/nonsense")
        ear.hear("/error", "/nonsense")
        assert hand.heard == []


def test_senders_whose_port_changes_name_one_for_the_answer(warmtone: Warmtone) -> None:
    with warmtone.client() as first, warmtone.client() as second, warmtone.client() as ear:
        first.say("/generate", "kick", "model", "tone", "seconds", 60.0, "count", 64, "reply", ear.port)
        ear.hear("/job/queued", "kick")
        second.say("/cancel", "kick", "reply", float(ear.port))
        ear.hear("/job/cancelled", "kick")
        second.say("/generate", "kick", "secs", 1, "reply", ear.port)
        ear.hear("/error", "kick", "key")
        assert first.heard == second.heard == []


def test_a_client_that_goes_away_disturbs_nobody(warmtone: Warmtone, client: Client) -> None:
    with warmtone.client() as leaver:
        leaver.say("/subscribe")
        leaver.say("/generate", "left", "seconds", 0.5, "count", 3)
        leaver.hear("/job/started", "left")
    client.say("/generate", "stays", "seconds", 0.1)
    client.hear("/job/done", "stays")
    client.wait_until("running", 0)


@pytest.mark.parametrize("said", [("/ping", 1), ("/status",), ("/hello", 0, "itself"), ("/nonsense",)])
def test_who_names_warmtones_own_port_for_answers_starts_no_endless_conversation(
    warmtone: Warmtone, client: Client, said: tuple[Any, ...]
) -> None:
    if said[0] == "/hello":
        client.say("/hello", warmtone.port, "itself")
        client.say("/ping")
    else:
        client.say(*said, "reply", warmtone.port)
    counts: list[int] = []

    def still(status: Heard) -> bool:
        """Whether nothing was received between two looks but the second one."""
        counts.append(status["received"])
        return len(counts) > 1 and counts[-1] - counts[-2] == 1

    with warmtone.client() as other:
        other.wait_for(still, "silence")


def test_a_ping_brings_back_what_came_with_it(client: Client) -> None:
    for token in ("word", 17, -3):
        client.say("/ping", token)
        client.hear("/pong", token)
    client.say("/ping", 17.0)
    client.hear("/pong", 17)
    client.say("/ping")
    client.hear("/pong", 0)
