"""Windows: every column once, each with its context."""

from hypothesis import given
from hypothesis import strategies as st

from engine.families.windows import windows


@given(columns=st.integers(1, 60), own=st.integers(1, 70), context=st.integers(0, 70))
def test_every_column_is_kept_once_in_order_with_its_context(columns: int, own: int, context: int) -> None:
    kept: list[int] = []
    for window in windows(columns, own, context):
        mine = list(range(window.begin, window.end))[window.kept]
        assert window.begin == max(0, mine[0] - context)
        assert window.end == min(columns, mine[-1] + 1 + context)
        assert len(mine) <= own
        kept += mine
    assert kept == list(range(columns))


def test_what_is_kept_in_frames_lies_at_the_same_place() -> None:
    first, second = windows(6, 4, 2)
    assert first.kept_frames(10) == slice(0, 40)
    assert second.kept_frames(10) == slice(20, 40)
