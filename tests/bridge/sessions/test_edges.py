"""Numbers at the edges of their types, in every argument of every verb: taken, or refused with one sentence.

Whatever comes of it, nothing in Warmtone may fail: `running_warmtone` looks for that on its terminal.
"""

import math
from collections.abc import Iterator
from typing import Any

import pytest

from bridge.vocabulary import VERBS, Argument, Kind, Row
from tests.session import Typed, Warmtone, running_warmtone

BEHIND_ZERO = math.ulp(0.0)
INT32 = [-(2**31), -(2**31) + 1, -1, 0, 1, 2**31 - 1]
INT64 = [-(2**63), -(2**53) - 1, -(2**31) - 1, 2**31, 2**53 + 1, 2**63 - 1]
FLOAT32 = [3.4028234663852886e38, -3.4028234663852886e38, 1.401298464324817e-45, 16_777_217.0]
FLOAT64 = [1.7976931348623157e308, -1.7976931348623157e308, BEHIND_ZERO, -0.0, 2.0**63, 0.1]
NO_NUMBERS = [math.nan, math.inf, -math.inf]
EDGES: list[Any] = [
    *INT32,
    *(Typed("h", number) for number in INT64),
    *(Typed("f", number) for number in (*FLOAT32, *NO_NUMBERS)),
    *(Typed("d", number) for number in (*FLOAT64, *NO_NUMBERS)),
]
"""What is sent; ints as i, the others with their tag."""


@pytest.fixture(scope="module")
def bystander(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warmtone]:
    """A Warmtone whose models and takes nobody else needs."""
    with running_warmtone(tmp_path_factory.mktemp("edges"), model="tone") as warmtone:
        yield warmtone


@pytest.mark.parametrize("row", VERBS, ids=lambda row: row.address)
def test_every_number_in_every_argument_is_taken_or_refused_with_a_sentence(bystander: Warmtone, row: Row) -> None:
    with bystander.client() as client, bystander.client() as friend:
        said = [message_with(row, argument, edge) for argument in (*row.arguments, None) for edge in EDGES]
        for values in said:
            client.say(row.address, *values)
            # Not asked by the client itself, whose answers may go elsewhere by now.
            friend.until_quiet()
        client.say("/cancel")
        client.say("/panic")
        friend.until_quiet()
        refusals = [heard.values for heard in client.heard if heard.address == "/error"]
    assert len(refusals) <= len(said)
    for _, code, sentence in refusals:
        assert code != "failed", sentence
        assert 10 < len(sentence) < 1000


def message_with(row: Row, odd: Argument | None, edge: Any) -> list[Any]:
    """A message with an edge where one argument stands, or as `reply`; what else is needed fits."""
    values: list[Any] = []
    for argument in row.arguments:
        if argument is odd or argument.required:
            values += [] if argument.positional else [argument.name]
            values.append(edge if argument is odd else fitting(argument))
        elif argument.positional and odd is not None and odd.positional:
            values.append(fitting(argument))
    return values if odd is not None else [*values, "reply", edge]


def fitting(argument: Argument) -> Any:
    match argument.kind:
        case Kind.NAME | Kind.WORD | Kind.TEXT:
            return "nowhere"
        case Kind.NUMBER:
            return float(argument.low)
        case _:
            return int(argument.low)
