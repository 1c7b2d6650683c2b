import doctest
from typing import get_args

import pytest

from bridge.app import App
from bridge.vocabulary import EVENTS, VERBS, Event, Kind, Request, Row, events, render, requests
from bridge.vocabulary.table import ADDRESS_BY_EVENT, ARGUMENTS, VERB_BY_ADDRESS

ROWS = [*VERBS, *EVENTS]


def test_every_request_stands_in_the_table_once() -> None:
    assert [row.message for row in VERBS] == list(dict.fromkeys(row.message for row in VERBS))
    assert {row.message for row in VERBS} == set(get_args(Request))
    assert len(VERB_BY_ADDRESS) == len(VERBS)


def test_every_event_stands_in_the_table_once() -> None:
    assert {row.message for row in EVENTS} == set(get_args(Event))
    assert len({row.address for row in EVENTS}) == len(EVENTS) == len(ADDRESS_BY_EVENT)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.message.__name__)
def test_every_row_shows_its_wire_form_in_an_example(row: Row) -> None:
    examples = doctest.DocTestParser().get_examples(row.message.__doc__ or "")
    shown = "".join(example.source for example in examples)
    assert f'"{row.address}"' in shown or "render(" in shown


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.message.__name__)
def test_every_row_and_argument_says_what_it_is(row: Row) -> None:
    assert row.says.endswith(".")
    for argument in row.arguments:
        assert argument.says
        assert argument.low <= argument.high


@pytest.mark.parametrize("row", VERBS, ids=lambda row: row.address)
def test_what_a_verb_takes_without_being_told_is_within_its_range(row: Row) -> None:
    for argument in row.arguments:
        if argument.kind in (Kind.WHOLE, Kind.NUMBER) and isinstance(argument.default, (int, float)):
            assert argument.low <= argument.default <= argument.high


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.message.__name__)
def test_arguments_with_a_place_come_first_and_the_job_first_of_all(row: Row) -> None:
    positional = [argument.positional for argument in row.arguments]
    assert positional == sorted(positional, reverse=True)
    assert "job" not in [argument.name for argument in row.arguments[1:]]


def test_own_arguments_come_in_their_order_and_then_those_that_verbs_share() -> None:
    for address, first in (
        ("/generate", ["seconds", "seed", "model", "play"]),
        ("/morph", ["take", "other", "amount"]),
    ):
        names = [argument.name for argument in VERB_BY_ADDRESS[address].arguments]
        assert names[1 : 1 + len(first)] == first
        assert names[-3:] == ["length", "prompt", "negative"]


def test_every_verb_is_served_by_the_app() -> None:
    class Anything:
        def __getattr__(self, name: str) -> object:
            return Anything()

    served = App._verbs(Anything())  # type: ignore[arg-type]
    assert {*served, requests.Hello} == set(get_args(Request))


def test_an_event_is_rendered_in_the_order_of_its_row() -> None:
    address, values = render(events.TakeMade("kick", take=1, seed=2, seconds=0.5, path="/a.wav"))
    names = [argument.name for argument in ARGUMENTS[events.TakeMade] if not argument.positional]
    assert address == "/job/take"
    assert values[1::2] == names
