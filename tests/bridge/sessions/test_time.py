"""Bundles with a time tag: served at their time, while everything else goes on."""

import struct
import time

from tests.session import Client, message

DAY = 86_400.0


def at(seconds_since_1970: float, *messages: bytes) -> bytes:
    tag = struct.pack(">II", int(seconds_since_1970) + 2_208_988_800, int(seconds_since_1970 % 1 * 2**32))
    return b"#bundle\0" + tag + b"".join(struct.pack(">i", len(each)) + each for each in messages)


def test_a_bundle_is_served_at_its_time_and_not_before(client: Client) -> None:
    now = time.monotonic()
    client.send(at(time.time() + 0.3, message("/ping", "later"), message("/ping", "after it")))
    while "later" not in [heard.values[0] for heard in client.until_quiet()]:
        if time.monotonic() < now + 0.25:
            assert client.status()["scheduled"] == 2
    later, after = (
        next(heard for heard in client.heard if heard.values[0] == token) for token in ("later", "after it")
    )
    assert 0.3 <= later.at - now < 0.4
    assert later.at <= after.at
    assert client.status()["scheduled"] == 0
    assert len([heard for heard in client.heard if str(heard.values[0]).startswith("quiet")]) > 10


def test_bundles_are_served_in_the_order_of_their_times(client: Client) -> None:
    now = time.time()
    for token, delay in ((3, 0.09), (1, 0.03), (2, 0.06)):
        client.send(at(now + delay, message("/ping", token)))
    assert [client.hear("/pong").values[0] for _ in range(3)] == [1, 2, 3]


def test_a_bundle_of_the_past_is_served_at_once(client: Client) -> None:
    client.send(at(time.time() - DAY, message("/ping", "past")))
    assert [heard.values for heard in client.until_quiet()] == [("past",)]


def test_a_bad_message_of_the_future_is_answered_at_once(client: Client) -> None:
    client.send(at(time.time() + 60, message("/generate", "kick", "secs", 1)))
    (error,) = client.until_quiet()
    assert error.values[:2] == ("kick", "key")
    assert client.status()["scheduled"] == 0


def test_a_time_tag_too_far_ahead_is_refused(client: Client) -> None:
    client.send(at(time.time() + DAY, message("/generate", "kick"), message("/ping", 1)))
    heard = client.until_quiet()
    assert [error.values[:2] for error in heard] == [("kick", "time"), ("/ping", "time")]
    assert "at most 3600 s ahead" in heard[0].values[2]


def test_a_job_is_asked_for_ahead_of_time(client: Client) -> None:
    now = time.monotonic()
    client.send(at(time.time() + 0.2, message("/generate", "kick", "seconds", 0.1)))
    assert client.hear("/job/queued", "kick").at - now >= 0.2
    client.hear("/job/done", "kick")
