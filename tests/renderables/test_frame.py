"""The frame around a chart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.renderables.frame import Box, lay_out, plain_frame
from nntui.renderables.scales import Scale


def test_a_linear_frame() -> None:
    """Round numbers on both axes, their labels beside their ticks."""
    assert plain_frame(40, 9, Scale(0, 2.5), 1000).rows == (
        "    │                                   ",
        "   2┤                                   ",
        "    │                                   ",
        "    │                                   ",
        "   1┤                                   ",
        "    │                                   ",
        "   0┤                                   ",
        "    └┬────────────────┬────────────────┬",
        "     step 0          500              1k",
    )


def test_a_logarithmic_frame() -> None:
    """Powers of ten in their shortest form."""
    assert plain_frame(30, 7, Scale(0.01, 5, log=True), 250_000).rows == (
        "    │                         ",
        "   1┤                         ",
        "    │                         ",
        " 0.1┤                         ",
        "1e-2┤                         ",
        "    └┬───────────────────┬────",
        "     step 0             200k  ",
    )


def test_the_box_is_what_the_labels_leave() -> None:
    """Curves are drawn right of the axis and above it."""
    assert plain_frame(66, 18, Scale(0, 2.5), 1000).box == Box(left=5, top=0, width=61, height=16)


@pytest.mark.parametrize("scale", [Scale(0, 0.04), Scale(0, 500), Scale(0.01, 5, log=True)])
def test_the_box_stays_when_the_scale_moves(scale: Scale) -> None:
    """The host's columns keep fitting the chart."""
    assert plain_frame(66, 18, scale, 1000).box.width == 61


@pytest.mark.parametrize(("width", "height"), [(15, 10), (60, 4), (1, 1), (0, 0)])
def test_without_room_for_axes_it_says_so(width: int, height: int) -> None:
    """A tiny chart is a sentence and no drawing."""
    frame = plain_frame(width, height, Scale(0, 1), 100)
    assert frame.box.width == 0
    assert [len(row) for row in frame.rows] == [width] * height


def test_too_small_is_readable() -> None:
    """The words stand in the middle."""
    assert plain_frame(15, 3, Scale(0, 1), 100).rows == (" " * 15, "   too small   ", " " * 15)


@given(st.integers(16, 200), st.integers(5, 60), st.integers(1, 10**9))
def test_ticks_are_inside_and_apart(width: int, height: int, x_limit: int) -> None:
    """However long the run and however small the chart, labels do not touch and there is at least one."""
    layout = lay_out(width, height, Scale(0.01, 5, log=True), x_limit)
    assert layout is not None
    rows = [tick.cell for tick in layout.y_ticks]
    columns = [tick.cell for tick in layout.x_ticks]
    assert rows == sorted(set(rows), reverse=True)
    assert columns == sorted(set(columns))
    assert columns[0] == 0
    assert columns[-1] < layout.box.width
