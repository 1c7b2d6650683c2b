"""Takes found and ranked by how they sound; the ear of these tests hears pitch."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.session import Client, Heard, Warmtone, running_warmtone

EAR = "tests.bridge.with_fake_ear"


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warmtone]:
    with running_warmtone(tmp_path_factory.mktemp("hearing"), EAR) as warmtone:
        yield warmtone


@pytest.fixture
def person(hearing: Warmtone) -> Iterator[Client]:
    """Somebody in a session without any takes."""
    with hearing.client() as person:
        person.say("/take/list")
        before = person.hear("/take/list").values[2:]
        for take in before:
            person.say("/take/delete", take)
            person.hear("/take/deleted", take)
        yield person


def made(client: Client, prompt: str, **keys: Any) -> int:
    """The number of a take that a client has had made."""
    flat = [each for pair in keys.items() for each in pair]
    client.say("/generate", prompt, "seconds", 0.5, *flat, "prompt", prompt)
    take = int(client.hear("/job/take", prompt)["take"])
    client.hear("/job/done", prompt)
    return take


def imported(client: Client, folder: Path) -> int:
    """The number of a take of 5 kHz that comes from a file."""
    wave = np.sin(2 * np.pi * 5000 * np.arange(8000) / 44100)
    soundfile.write(folder / "whistle.wav", wave, 44100)
    client.say("/take/import", "in", "path", str(folder / "whistle.wav"))
    take = int(client.hear("/job/take", "in")["take"])
    client.hear("/job/done", "in")
    return take


def answers(client: Client, *asked: Any) -> list[Heard]:
    """What a search is answered with: what was found and perhaps a note, or why nothing could be."""
    heard, deadline = client.ask("/take/find", *asked), time.monotonic() + 10
    while not any(each.address in ("/take/found", "/error") for each in heard):
        assert time.monotonic() < deadline, heard
        heard += client.until_quiet()
    told = ("/take/found", "/error", "/job/note")
    return [each for each in heard + client.until_quiet() if each.address in told]


def found(client: Client, *asked: Any) -> Heard:
    """The only answer to a search, once all takes were heard."""
    heard, deadline = answers(client, *asked), time.monotonic() + 10
    while [each.address for each in heard] != ["/take/found"]:
        assert time.monotonic() < deadline, heard
        heard = answers(client, *asked)
    return heard[0]


def test_takes_are_found_by_how_they_sound_best_first(person: Client) -> None:
    low, high, middle = made(person, "100"), made(person, "8000"), made(person, "900")
    assert found(person, "like", "a hum of", 120).values == (3, 0, low, middle, high)
    assert found(person, "like", "9000 Hz").values == (3, 0, high, middle, low)
    assert found(person, "count", 1, "start", 1, "like", "9000").values == (3, 1, middle)


def test_words_of_a_name_and_stars_narrow_what_is_found_by_sound(person: Client) -> None:
    low, high, middle = made(person, "100"), made(person, "8000"), made(person, "900")
    person.ask("/take/name", low, "name", "hum")
    person.ask("/take/name", high, "name", "hum high")
    person.ask("/take/star", middle)
    assert found(person, "prompt", "hum", "like", 7000).values == (2, 0, high, low)
    assert found(person, "starred", 1, "like", 7000).values == (1, 0, middle)


def test_takes_are_found_that_sound_like_a_take(person: Client) -> None:
    low, high, middle = made(person, "100"), made(person, "8000"), made(person, "900")
    assert found(person, "take", low).values == (2, 0, middle, high)
    assert found(person, "take", low, "like", "20000").values[2] == middle


def test_an_imported_file_is_found_by_its_sound(person: Client, tmp_path: Path) -> None:
    other = made(person, "100")
    whistle = imported(person, tmp_path)
    assert found(person, "like", 5000).values == (2, 0, whistle, other)


def test_a_deleted_take_is_not_found(person: Client) -> None:
    low, high = made(person, "100"), made(person, "8000")
    assert found(person, "like", 100).values == (2, 0, low, high)
    person.ask("/take/delete", low)
    assert found(person, "like", 100).values == (1, 0, high)
    person.say("/take/find", "take", low)
    assert person.hear("/error", "/take/find").values[1] == "missing"


def test_a_search_by_nothing_says_what_it_needs(person: Client) -> None:
    person.say("/take/find", "starred", 1)
    assert person.hear("/error", "/take/find", "key").values[2].startswith("/take/find needs prompt, like or take")


def test_takes_are_heard_anew_where_the_index_is_lost(tmp_path: Path) -> None:
    with running_warmtone(tmp_path, EAR) as warmtone, warmtone.client() as person:
        low, high = made(person, "100"), made(person, "8000")
        found(person, "like", 100)
    for file in (tmp_path / "session").glob("index.sqlite*"):
        file.unlink()
    with running_warmtone(tmp_path, EAR) as warmtone, warmtone.client() as person:
        assert found(person, "like", 8000).values == (2, 0, high, low)


def test_what_was_not_heard_yet_is_told_of_and_no_job_waits_for_it(person: Client, tmp_path: Path) -> None:
    low = made(person, "100")
    found(person, "like", 100)
    person.say("/generate", "long", "model", "odd", "seconds", 30, "count", 9, "prompt", "slow")
    person.hear("/job/started", "long")
    number = imported(person, tmp_path)
    page, note = answers(person, "like", 100)
    assert page.values == (1, 0, low)
    assert str(note["says"]).startswith("1 take was not heard yet")
    (error,) = answers(person, "take", number)
    assert error.values[1] == "busy"
    person.say("/cancel", "long")
    person.hear("/job/cancelled", "long")
    assert found(person, "like", 100).values == (2, 0, low, number)


def test_words_that_kill_the_worker_are_answered_and_it_goes_on(person: Client) -> None:
    take = made(person, "100")
    person.say("/take/find", "like", "crash")
    assert person.hear("/error", "/take/find").values[1] == "worker"
    assert found(person, "like", 100).values == (1, 0, take)
    made(person, "300")


def test_the_ear_that_ships_is_loaded_when_it_is_first_needed(client: Client, tmp_path: Path) -> None:
    take = imported(client, tmp_path)
    deadline, found = time.monotonic() + 60, ()
    while take not in found:
        assert time.monotonic() < deadline, "it was never heard"
        client.say("/take/find", "like", "whistle")
        found = client.hear("/take/found", seconds=60).values[2:]


def test_takes_of_a_job_are_ranked_after_it_has_ended(person: Client) -> None:
    person.say("/generate", "four", "seconds", 0.5, "count", 4, "seed", 1, "prompt", "440")
    takes = [int(person.hear("/job/take", "four")["take"]) for _ in range(4)]
    person.hear("/job/done", "four")
    assert sorted(person.hear("/job/ranked", "four").values[1:]) == takes


def test_variations_are_ranked_by_how_near_they_are_to_their_source(person: Client) -> None:
    source = made(person, "3000")
    person.say("/vary", "like", "take", source, "amount", 0.3, "count", 3)
    person.hear("/job/done", "like")
    assert len(person.hear("/job/ranked", "like").values) == 4


def test_a_take_alone_is_not_ranked(person: Client) -> None:
    made(person, "440")
    made(person, "441", count=2)
    person.hear("/job/ranked", "441")
    ranked = [heard.values[0] for heard in person.heard if heard.address == "/job/ranked"]
    assert ranked == ["441"]
