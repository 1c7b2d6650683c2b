"""Windows: none longer than a model hears, everything covered once, context wherever there is any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.editing.regions import Region
from engine.editing.windows import Filling, extensions, fillings, overlapping

RATE_HZ = 1000


@st.composite
def apart(draw: st.DrawFn) -> tuple[tuple[Region, ...], int]:
    """Regions in order and apart, and how long their sound is."""
    at, found = draw(st.integers(0, 3000)), []
    for _ in range(draw(st.integers(1, 8))):
        frames = draw(st.integers(20, 4000))
        found.append(Region(at, at + frames))
        at += frames + draw(st.integers(1, 3000))
    return tuple(found), found[-1].end_frame + draw(st.integers(0, 3000))


def made_in_order(plan: tuple[Filling, ...]) -> list[int]:
    """The frames that are used, in the order in which they are made."""
    return [
        frame for filling in plan for region in filling.kept for frame in range(region.start_frame, region.end_frame)
    ]


def check(plan: tuple[Filling, ...], unmade: set[int], frames: int, most: int) -> None:
    for filling in plan:
        window, kept = filling.window, filling.kept
        assert 0 <= window.start_frame < window.end_frame <= frames
        assert window.frames <= most
        assert all(any(_holds(opened, each) for opened in filling.opened) for each in kept)
        assert all(_holds(window, opened) for opened in filling.opened)
        assert _holds(window, filling.known)
        assert all(_holds(filling.known, each) for each in kept)
        unmade -= set(made_in_order((filling,)))
        assert not unmade & set(range(filling.known.start_frame, filling.known.end_frame))
    assert not unmade


def _holds(outer: Region, inner: Region) -> bool:
    return outer.start_frame <= inner.start_frame and inner.end_frame <= outer.end_frame


@given(apart(), st.integers(200, 12_000))
def test_every_frame_of_a_region_is_made_once_and_beside_what_is_known(
    sound: tuple[tuple[Region, ...], int], most: int
) -> None:
    regions, frames = sound
    plan = fillings(regions, frames, most, RATE_HZ)
    due = [frame for region in regions for frame in range(region.start_frame, region.end_frame)]
    assert made_in_order(plan) == due
    check(plan, set(due), frames, most)


def test_what_fits_is_one_window() -> None:
    regions = (Region(10, 40), Region(80, 100))
    assert fillings(regions, 100, 100, RATE_HZ) == (Filling(Region(0, 100), regions, regions, Region(0, 100)),)


def test_a_region_of_a_long_sound_has_context_on_both_sides() -> None:
    (filling,) = fillings((Region(50_000, 51_000),), 100_000, 8_000, RATE_HZ)
    assert filling.window == Region(46_500, 54_500)
    (filling,) = fillings((Region(100, 1_100),), 100_000, 8_000, RATE_HZ)
    assert filling.window == Region(0, 8_000)
    (filling,) = fillings((Region(99_000, 100_000),), 100_000, 8_000, RATE_HZ)
    assert filling.window == Region(92_000, 100_000)


def test_regions_that_are_near_share_a_window_and_others_have_their_own() -> None:
    regions = (Region(10_000, 11_000), Region(12_000, 13_000), Region(50_000, 51_000))
    plan = fillings(regions, 100_000, 8_000, RATE_HZ)
    assert [filling.kept for filling in plan] == [regions[:2], regions[2:]]


def test_a_region_that_is_too_long_goes_on_from_window_to_window() -> None:
    plan = fillings((Region(20_000, 40_000),), 100_000, 8_000, RATE_HZ)
    assert len(plan) == 4
    for filling in plan:
        before, after = (
            filling.kept[0].start_frame - filling.window.start_frame,
            filling.window.end_frame - filling.kept[0].end_frame,
        )
        assert min(before, after) >= 1_000
    assert plan[-1].known.end_frame > 40_000


@given(
    st.integers(1, 9_000),
    st.integers(1, 30_000),
    st.sampled_from(["end", "start", "both"]),
    st.integers(200, 12_000),
)
def test_what_is_added_is_made_from_the_source_outwards(source: int, added: int, side: str, most: int) -> None:
    before, after = (0 if side == "end" else added), (0 if side == "start" else added)
    frames = before + source + after
    plan = extensions(source, added, side, most, RATE_HZ)
    due = {*range(before), *range(before + source, frames)}
    assert sorted(made_in_order(plan)) == sorted(due)
    check(plan, due, frames, most)
    for filling in plan:
        edges = {filling.window.start_frame, filling.window.end_frame}
        assert len(filling.opened) == 1 or (side == "both" and len(plan) == 1)
        assert all(edges & {each.start_frame, each.end_frame} for each in filling.opened)


@given(st.integers(1, 200_000), st.integers(100, 20_000))
def test_overlapping_windows_cover_a_sound(frames: int, most: int) -> None:
    windows = overlapping(frames, most, RATE_HZ)
    assert windows[0].start_frame == 0
    assert windows[-1].end_frame == frames
    assert len({window.frames for window in windows}) == 1
    assert windows[0].frames <= most
    overlap = min(RATE_HZ, most // 4)
    for index, window in enumerate(windows[1:]):
        assert windows[index].end_frame - window.start_frame >= overlap - 1
        assert index == 0 or windows[index - 1].end_frame <= window.start_frame


@pytest.mark.parametrize(("frames", "count"), [(8_000, 1), (8_001, 2), (15_000, 2), (15_001, 3)])
def test_no_more_windows_than_are_needed(frames: int, count: int) -> None:
    assert len(overlapping(frames, 8_000, RATE_HZ)) == count
