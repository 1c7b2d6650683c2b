"""Open columns filled by what is beside them."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.diffusion.surroundings import spread_inwards


def filled(opened: str) -> str | None:
    """What lies where, of columns that are called a, b, c, ... and are open where there is a dot."""
    names = torch.arange(len(opened), dtype=torch.float32)
    found = spread_inwards(torch.stack((names, -names))[None], mask_of(opened))
    if found is None:
        return None
    assert torch.equal(found[0, 0], -found[0, 1])
    return "".join(chr(ord("a") + int(number)) for number in found[0, 0])


def mask_of(opened: str) -> Tensor:
    return torch.tensor([[[each == "." for each in opened]]])


def test_half_comes_from_before_and_half_from_after_in_their_order() -> None:
    assert filled("xx....xx") == "ababghgh"
    assert filled("xxx..xxx") == "abccffgh"


def test_of_an_odd_span_the_larger_half_comes_from_after() -> None:
    assert filled("xxx.xxx") == "abceefg"
    assert filled("xxx...xx") == "abccghgh"


def test_each_span_is_filled_by_its_own_neighbours() -> None:
    assert filled("xx..xx..x") == "abbeeffii"


def test_where_too_little_is_around_there_is_nothing() -> None:
    assert [filled(opened) for opened in ("..xx", "xx..", "x....xx", "xx....x", "xx..x....xxx", "....")] == [None] * 6


def test_where_nothing_is_open_all_stays() -> None:
    assert filled("xxxx") == "abcd"


@given(opened=st.text(alphabet="x.", min_size=1, max_size=40))
def test_what_is_known_stays_and_what_is_new_is_known_elsewhere(opened: str) -> None:
    names, mask = torch.arange(len(opened), dtype=torch.float32)[None, None], mask_of(opened)
    found = spread_inwards(names, mask)
    if found is not None:
        assert set(found[mask].tolist()) <= set(names[~mask].tolist())
        assert torch.equal(found[~mask], names[~mask])
