"""What can't be served is answered once, with what was expected, and changes nothing."""

import struct
from typing import Any

import pytest

from tests.session import Client, Heard, Typed, message

COUNTED_ANYWAY = ("received", "refused", "uptime", "memory", "load", "age", "underruns", "clients")


def the_error(heard: list[Heard]) -> tuple[Any, ...]:
    """The one answer, which is an error with a sentence."""
    (error,) = heard
    assert error.address == "/error"
    assert 10 < len(error.values[2]) < 1_000
    return error.values[:2]


def state(client: Client) -> dict[str, Any]:
    """All of /status that a refused request has no business with, and how many takes there are."""
    status = client.status().values
    client.say("/take/list")
    shown = {key: value for key, value in zip(status[::2], status[1::2], strict=True) if key not in COUNTED_ANYWAY}
    return {**shown, "takes": client.hear("/take/list").values[0]}


def test_a_model_that_is_not_known_is_looked_for_and_refused(client: Client) -> None:
    before = state(client)
    client.say("/model/load", "none")
    client.hear("/error", "/model/load", "model")
    assert state(client) == before


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (("/nothing", 1, 2), ("/nothing", "address")),
        (("/generate/*", "a"), ("/generate/*", "address")),
        (("/generate",), ("/generate", "key")),
        (("/generate", "kick", "lasts", 2), ("kick", "key")),
        (("/generate", "kick", "length", 2), ("kick", "range")),
        (("/inpaint", "kick", "pitch", 60.5), ("kick", "type")),
        (("/generate", "kick", "seconds", 0), ("kick", "range")),
        (("/generate", "kick", "seconds", float("nan")), ("kick", "type")),
        (("/generate", "kick", "seconds", float("inf")), ("kick", "type")),
        (("/generate", "kick", "seconds", Typed("d", 1e308)), ("kick", "range")),
        (("/generate", "kick", "seed", Typed("h", 2**62)), ("kick", "range")),
        (("/generate", Typed("h", 2**40)), ("/generate", "type")),
        (("/generate", 0, "secs", 1), (0, "key")),
        (("/generate", 0, "model", "none"), (0, "model")),
        (("/generate", "kick", "model", "none"), ("kick", "model")),
        (("/generate", "kick", "count", 4.5), ("kick", "type")),
        (("/generate", "kick", "play", None), ("kick", "type")),
        (("/generate", "kick", "prompt"), ("kick", "key")),
        (("/generate", "kick", "prompt", ""), ("kick", "key")),
        (("/generate", "kick", "prompt", "x" * 10_001), ("kick", "range")),
        (("/generate", "kick", "prompt", b"blob"), ("kick", "type")),
        (("/generate", ["a", "list"]), ("/generate", "type")),
        (("/vary", "kick"), ("kick", "key")),
        (("/take/import", "kick"), ("kick", "key")),
        (("/take/recall", "kick", "take", 0), ("kick", "range")),
        (("/cancel", "kick"), ("kick", "missing")),
        (("/hello", 70_000), ("/hello", "range")),
        (("/hello", 7701, "two\nlines"), ("/hello", "type")),
        (("/model/unload", "none"), ("/model/unload", "model")),
        (("/ping", Typed("h", 2**40)), ("/ping", "type")),
        (("/status", "please"), ("/status", "key")),
    ],
)
def test_a_request_that_can_not_be_served(client: Client, request_: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    before = state(client)
    assert the_error(client.ask(*request_)) == expected
    assert state(client) == before


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"hello there",
        b"/ping",
        message("/ping", 17)[:-2],
        message("/ping", 17) + b"\0\0\0\0",
        b"/ping\0\0\0,c\0\0\0\0\0a",
        b"/ping\0\0\0,s\0\0\xff\xff\0\0",
        b"#bundle\0" + struct.pack(">IIi", 0, 1, 400) + message("/ping", 17),
        b"#bundle\0" + struct.pack(">IIi", 0, 1, 12) + b"/ping\0\0\0,i\0\0",
        bytes(65_000),
    ],
    ids=range(10),
)
def test_a_datagram_that_is_no_osc(client: Client, datagram: bytes) -> None:
    before = client.status()["refused"]
    client.send(datagram)
    assert the_error(client.until_quiet()) == ("datagram", "malformed")
    assert client.status()["refused"] == before + 1


def test_a_bundle_with_something_malformed_is_refused_as_a_whole(client: Client) -> None:
    elements = [message("/generate", "kick"), b"nonsense"]
    parts = b"".join(struct.pack(">i", len(each)) + each for each in elements)
    client.send(b"#bundle\0" + struct.pack(">II", 0, 1) + parts)
    assert the_error(client.until_quiet()) == ("datagram", "malformed")


def test_each_bad_message_of_a_bundle_is_answered_and_the_others_are_served(client: Client) -> None:
    elements = [message("/nothing"), message("/ping", 1), message("/generate", "kick", "secs", 1), message("/ping", 2)]
    parts = b"".join(struct.pack(">i", len(each)) + each for each in elements)
    client.send(b"#bundle\0" + struct.pack(">II", 0, 1) + parts)
    heard = client.until_quiet()
    assert [(each.address, each.values[0]) for each in heard] == [
        ("/error", "/nothing"),
        ("/pong", 1),
        ("/error", "kick"),
        ("/pong", 2),
    ]


def test_a_prompt_of_ten_thousand_characters_is_kept_whole(client: Client) -> None:
    prompt = ("Türen & 太鼓 🥁 <x> " * 1000)[:10_000].strip()
    client.say("/generate", "long", "seconds", 0.1, "prompt", prompt)
    take = client.hear("/job/take", "long")["take"]
    client.say("/take/info", take)
    assert client.hear("/take/info")["prompt"] == prompt


def test_numbers_of_any_type_are_taken(client: Client) -> None:
    client.say(
        "/generate",
        Typed("d", 3.0),
        *("seconds", Typed("d", 0.1), "seed", Typed("h", 7), "count", Typed("f", 1.0), "play", Typed("F", False)),
    )
    assert client.hear("/job/started", 3)["seed"] == 7
    assert client.hear("/job/take", 3)["seconds"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("prompt", "code", "says"),
    [
        ("raise", "model", "odd stopped with an error: ValueError: something that no model expects."),
        ("nan", "model", "not finite numbers"),
        ("short", "model", "frames"),
        ("crash", "worker", "worker process died"),
    ],
)
def test_a_model_that_breaks_its_contract_fails_its_job_and_the_next_one_is_served(
    person: Client, prompt: str, code: str, says: str
) -> None:
    person.say("/generate", "odd", "model", "odd", "seconds", 0.5, "prompt", prompt)
    failed = person.hear("/job/failed", "odd", code)
    assert says in failed.values[2]
    person.say("/generate", "next", "model", "odd", "seconds", 0.1)
    assert person.hear("/job/done", "next")["takes"] == 1
    endings = [heard.address for heard in person.heard if heard.values[0] == "odd" and heard.address == "/job/failed"]
    assert len(endings) == 1


@pytest.mark.parametrize(("model", "says"), [("broken", "can't be used"), ("absent", "has no weights here")])
def test_a_model_that_can_not_be_loaded_fails_the_job_that_needs_it(person: Client, model: str, says: str) -> None:
    person.say("/generate", "job", "model", model)
    person.hear("/job/queued", "job")
    assert says in person.hear("/job/failed", "job", "model").values[2]
    assert [heard.address for heard in person.until_quiet()] == []


def test_a_length_beyond_the_models_fails_the_job(person: Client) -> None:
    person.say("/generate", "job", "seconds", 100)
    assert "tone makes sounds of 0.02 to 60 seconds" in person.hear("/job/failed", "job", "range").values[2]
