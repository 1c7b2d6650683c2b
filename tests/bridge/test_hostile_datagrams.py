"""What anybody may send: random bytes, and messages that a person could have sent with something wrong in them.

Hypothesis draws seeds, and each seed gives 120 datagrams: where it drew every byte itself, it would take minutes.
"""

import random
import struct
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from bridge.datagram import MalformedDatagram, read_datagram, write_message
from bridge.vocabulary import VERBS, Kind, Refused, parse, render
from bridge.vocabulary.arguments import Argument, Name
from bridge.vocabulary.events import Error
from tests.session import Typed, message

SEEDS = 850
DATAGRAMS_A_SEED = 120
DATAGRAMS = 100_000
LONGEST_SENTENCE = 1_000
LARGEST_ANSWER_BYTES = 4_000

ODD_VALUES: tuple[Any, ...] = (
    "",
    "reply",
    "prompt",
    "\N{DRUM WITH DRUMSTICKS}",
    "\x1b[2J",
    "x" * 300,
    0,
    -1,
    1.5,
    float("nan"),
    float("inf"),
    1e30,
    True,
    None,
    b"\0\1",
    [1, "a"],
    Typed("h", 2**63 - 1),
    Typed("d", 1e308),
    Typed("r", 7),
)


def outcome(data: bytes) -> Counter[str]:
    """What becomes of a datagram; fails where that is anything but a request, or a refusal that can be sent."""
    try:
        messages = read_datagram(data)
    except MalformedDatagram as error:
        check_answer("datagram", "malformed", str(error))
        return Counter(["malformed"])
    return Counter(outcome_of_message(said.address, said.values) for said in messages)


def outcome_of_message(address: str, values: tuple[object, ...]) -> str:
    try:
        parse(address, values)
    except Refused as error:
        check_answer(error.about, str(error.code), str(error))
        return str(error.code)
    return "request"


def check_answer(about: Name, code: str, sentence: str) -> None:
    assert 10 < len(sentence) < LONGEST_SENTENCE
    answer = write_message(*render(Error(about, code, sentence)))
    assert len(answer) < LARGEST_ANSWER_BYTES
    sentence.encode("utf-8")


def fitting(argument: Argument, chance: random.Random) -> Any:
    """A value that an argument takes."""
    match argument.kind:
        case Kind.NAME:
            return chance.choice(["kick", 3, 4.0])
        case Kind.WHOLE:
            return float(max(1, int(argument.low)))
        case Kind.NUMBER:
            return argument.high
        case Kind.NUMBERS:
            return 0.5
        case Kind.FLAG:
            return chance.randint(0, 1)
        case Kind.WORD:
            return "tone"
        case _:
            return chance.choice(["deep 808 kick", "/home/a/door.wav", 808.0])


def sensible(chance: random.Random) -> tuple[str, list[Any]]:
    """A request with all that it needs and some of what it may have."""
    row = chance.choice(VERBS)
    keyed = [argument for argument in row.arguments if not argument.positional]
    values = [fitting(argument, chance) for argument in row.arguments if argument.positional]
    for argument in chance.sample(keyed, len(keyed)):
        if argument.required or chance.random() < 0.4:
            values += [argument.name, fitting(argument, chance)]
    return row.address, values


def with_an_odd_value(chance: random.Random) -> bytes:
    address, values = sensible(chance)
    values.insert(chance.randint(0, len(values)), chance.choice(ODD_VALUES))
    return message(address, *values)


def without_a_value(chance: random.Random) -> bytes:
    address, values = sensible(chance)
    if values:
        values.pop(chance.randrange(len(values)))
    return message(address, *values)


def misspelt(chance: random.Random) -> bytes:
    address, values = sensible(chance)
    letters = list(address)
    letters[chance.randrange(len(letters))] = chance.choice("/xyz*?[{ \x07é")
    return message("".join(letters), *values)


def cut_or_changed(chance: random.Random) -> bytes:
    data = bytearray(message(*as_arguments(sensible(chance))))
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1)
        match chance.randint(0, 3):
            case 0:
                data[place : place + 1] = chance.randbytes(1)
            case 1:
                del data[place : place + chance.randint(1, 8)]
            case 2:
                data[place:place] = chance.randbytes(chance.randint(1, 8))
            case _:
                data = data[:place] or bytearray(b"/")
    return bytes(data)


def random_arguments(chance: random.Random) -> bytes:
    tags = "".join(chance.choices("ifsbhdtTFNrm[]cSI", k=chance.randint(0, 12)))
    text = b"," + tags.encode()
    address = chance.choice(VERBS).address.encode()
    return padded(address) + padded(text) + chance.randbytes(4 * chance.randint(0, 20))


def in_a_bundle(chance: random.Random) -> bytes:
    tag = chance.choice([struct.pack(">II", 0, 1), chance.randbytes(8)])
    elements = [chance.choice(KINDS)(chance) for _ in range(chance.randint(0, 3))]
    return b"#bundle\0" + tag + b"".join(struct.pack(">i", len(each)) + each for each in elements)


def random_bytes(chance: random.Random) -> bytes:
    return chance.choice([b"", b"/", b"#bundle\0"]) + chance.randbytes(chance.randint(0, 200))


def sensible_message(chance: random.Random) -> bytes:
    return message(*as_arguments(sensible(chance)))


def as_arguments(request: tuple[str, list[Any]]) -> list[Any]:
    return [request[0], *request[1]]


def padded(text: bytes) -> bytes:
    return text + b"\0" * (4 - len(text) % 4)


KINDS: list[Callable[[random.Random], bytes]] = [
    sensible_message,
    with_an_odd_value,
    without_a_value,
    misspelt,
    cut_or_changed,
    random_arguments,
    in_a_bundle,
    random_bytes,
]


def offspring(chance: random.Random) -> bytes:
    return chance.choice(KINDS)(chance)


def test_nothing_but_requests_and_refusals_comes_of_a_hundred_thousand_datagrams() -> None:
    outcomes: Counter[str] = Counter()

    # Without the phase that explains a failure line by line, which traces every call.
    @settings(max_examples=SEEDS, deadline=None, database=None, phases=(Phase.generate, Phase.shrink))
    @given(st.integers(0, 2**63))
    def feed(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(DATAGRAMS_A_SEED):
            outcomes.update(outcome(offspring(chance)))
            outcomes["datagram"] += 1

    feed()
    assert outcomes["datagram"] >= DATAGRAMS
    for expected in ("malformed", "address", "key", "type", "range", "request"):
        assert outcomes[expected] > DATAGRAMS / 500, outcomes


@settings(max_examples=1_000, deadline=None)
@given(st.binary(max_size=300))
@example(b"/a\0\0,[[[[[[[[[[\0")
def test_any_bytes(data: bytes) -> None:
    outcome(data)


@settings(max_examples=1_000, deadline=None)
@given(
    st.sampled_from([row.address for row in VERBS]),
    st.lists(
        st.one_of(
            st.sampled_from([argument.name for row in VERBS for argument in row.arguments] + ["reply"]),
            st.text(max_size=20),
            st.integers(-(2**63), 2**63 - 1),
            st.floats(),
            st.booleans(),
            st.none(),
            st.binary(max_size=8),
            st.lists(st.integers(), max_size=2),
        ),
        max_size=10,
    ),
)
def test_any_values_at_any_address(address: str, values: list[object]) -> None:
    outcome_of_message(address, tuple(values))
