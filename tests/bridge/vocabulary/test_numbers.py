import math
import struct

from hypothesis import given
from hypothesis import strategies as st

from bridge.vocabulary.numbers import as_typed, is_whole, plain


def single(value: float) -> float:
    """What is left of a number that was sent as a 32-bit float."""
    return float(struct.unpack(">f", struct.pack(">f", value))[0])


@given(st.decimals(min_value=-600, max_value=600, places=3))
def test_a_number_with_a_few_digits_survives_being_sent_in_32_bits(number: object) -> None:
    typed = float(str(number))
    assert as_typed(single(typed)) == typed


@given(st.floats(allow_nan=False))
def test_what_is_read_is_within_32_bits_of_what_came(value: float) -> None:
    assert as_typed(value) == value or math.isclose(as_typed(value), value, rel_tol=1e-7, abs_tol=1e-45)


def test_a_double_with_more_digits_is_left_as_it_is() -> None:
    assert as_typed(0.123456789012) == 0.123456789012
    assert as_typed(1e300) == 1e300


@given(st.integers(-(2**31) + 1, 2**31 - 1))
def test_a_whole_number_is_left_as_it_is(value: int) -> None:
    assert as_typed(value) == value
    assert as_typed(single(value)) == single(value)


def test_numbers_inside_text() -> None:
    numbers = [808.0, -0.0, 0.1, single(0.1), 1e20, 16777216.0, 3, float("inf")]
    assert [plain(number) for number in numbers] == ["808", "0", "0.1", "0.1", "1e+20", "16777216", "3", "inf"]


def test_whole_numbers_are_those_of_osc() -> None:
    assert [is_whole(value) for value in (3, 3.0, 3.5, 2**31, 2**31 - 1, math.nan, math.inf)] == [
        True,
        True,
        False,
        False,
        True,
        False,
        False,
    ]
