import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.bench.figure import Figure, percentile

PING = Figure("ping idle p50", None, "ms", 0.1)


@pytest.mark.parametrize(("value", "met"), [(0.05, True), (0.1, True), (0.11, False)])
def test_a_figure_is_met_up_to_its_reach(value: float, met: bool) -> None:
    assert PING.measured(value, "10 pings").met is met


def test_an_unmeasured_figure_is_neither_met_nor_missed_and_says_what_mends_it() -> None:
    figure = PING.unmeasured("sudo apt install jackd2")
    assert (figure.value, figure.met, figure.says) == (None, None, "sudo apt install jackd2")


def test_a_value_has_four_digits() -> None:
    assert PING.measured(0.123456, "").value == 0.1235


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.1, 100))
def test_a_percentile_is_one_of_the_values_and_so_many_do_not_exceed_it(values: list[float], percent: float) -> None:
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= len(values) * percent / 100 - 1e-9
    assert sum(value < found for value in values) < len(values) * percent / 100
