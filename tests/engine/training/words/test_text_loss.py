"""The contrast of two rows of places, against values worked out by hand."""

import math

import pytest
import torch

from engine import RangeError
from engine.training.words.text_loss import text_loss

EAST, NORTH, WEST = (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)


def loss(first: list[tuple[float, float]], second: list[tuple[float, float]], shares: list[list[float]],
         temperature: float = 1.0) -> float:  # fmt: skip
    return float(text_loss(torch.tensor(first), torch.tensor(second), temperature, torch.tensor(shares)))


def test_places_that_all_lie_together_cost_the_logarithm_of_their_number() -> None:
    assert loss([EAST, EAST], [EAST, EAST], [[1, 0], [0, 1]]) == pytest.approx(math.log(2))


def test_partners_at_right_angles_to_others_cost_what_is_left_of_the_softmax() -> None:
    wanted = math.log(1 + math.exp(-1))
    assert loss([EAST, NORTH], [EAST, NORTH], [[1, 0], [0, 1]]) == pytest.approx(wanted)
    assert loss([EAST, NORTH], [NORTH, EAST], [[0, 1], [1, 0]]) == pytest.approx(wanted)


def test_a_lower_temperature_sharpens() -> None:
    assert loss([EAST, NORTH], [EAST, NORTH], [[1, 0], [0, 1]], 0.1) == pytest.approx(
        math.log(1 + math.exp(-10)), rel=0.01
    )


def test_it_looks_both_ways() -> None:
    # Nearness is [[1, -1], [0, 0]]: rows find theirs by the first line, columns by the second.
    rows = (math.log(1 + math.exp(-2)) + math.log(2)) / 2
    columns = (math.log(1 + math.exp(-1)) + math.log(1 + math.exp(-1))) / 2
    assert loss([EAST, NORTH], [EAST, WEST], [[1, 0], [0, 1]]) == pytest.approx((rows + columns) / 2)


def test_several_partners_share_the_answer() -> None:
    shares = [[3.0, 1.0], [0.0, 1.0]]
    right, wrong = math.log(1 + math.exp(-1)), math.log(1 + math.exp(1))
    rows = (0.75 * right + 0.25 * wrong + right) / 2
    columns = (right + 0.5 * wrong + 0.5 * right) / 2
    assert loss([EAST, NORTH], [EAST, NORTH], shares) == pytest.approx((rows + columns) / 2)


def test_its_gradient_draws_partners_together() -> None:
    first = torch.tensor([EAST, NORTH], requires_grad=True)
    second = torch.tensor([NORTH, EAST])
    (gradient,) = torch.autograd.grad(text_loss(first, second, 0.5, torch.eye(2)), first)
    assert ((-gradient * second).sum(1) > 0).all()


@pytest.mark.parametrize(
    "shares", [[[1.0, 0.0]], [[1.0, 0.0], [1.0, 0.0]], [[0.0, 0.0], [1.0, 1.0]], [[2.0, -1.0]] * 2]
)
def test_shares_that_say_nothing_of_a_row_or_column_are_refused(shares: list[list[float]]) -> None:
    with pytest.raises(RangeError, match="Shares are"):
        loss([EAST, NORTH], [EAST, NORTH], shares)
