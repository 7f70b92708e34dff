"""Interventions on a chart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nntui.renderables.canvas import Canvas
from nntui.renderables.marks import Mark, draw_marks
from nntui.renderables.rows import plain


def drawn(width: int, height: int, *marks: Mark) -> list[str]:
    canvas = Canvas(width, height)
    draw_marks(canvas, marks, width)
    return [plain(row) for row in canvas.rows()]


def test_a_mark_is_a_line_with_a_label() -> None:
    """The step and what was done there."""
    assert drawn(12, 2, Mark(3, "lr 1e-3")) == ["   ┊lr 1e-3 ", "   ┊        "]


def test_a_label_near_the_right_edge_stands_left() -> None:
    """A label never leaves the chart."""
    assert drawn(12, 2, Mark(9, "lr 1e-3")) == ["  lr 1e-3┊  ", "         ┊  "]


def test_labels_stand_apart() -> None:
    """The later label keeps its place, the earlier one moves down."""
    assert drawn(12, 2, Mark(2, "lr 1"), Mark(5, "paused")) == ["  ┊  ┊paused", "  ┊lr 1     "]


def test_without_room_for_its_label_a_mark_is_a_tick() -> None:
    """Many changes in a row do not fill the chart with lines."""
    assert drawn(8, 2, Mark(1, "first"), Mark(2, "second")) == [" ┊first ", " ┊╵     "]


def test_of_marks_in_one_column_the_latest_is_shown() -> None:
    """A column has one line and one label."""
    canvas = Canvas(12, 1)
    draw_marks(canvas, (Mark(40, "lr 2"), Mark(44, "lr 3")), 120)
    assert plain(canvas.rows()[0]) == "    ┊lr 3   "


def test_a_label_keeps_off_the_curve() -> None:
    """A label takes the first row with room beside what is drawn, and its line runs behind."""
    canvas = Canvas(8, 3)
    canvas.write(0, 0, "⣿⣿⣿⣿", "train")
    draw_marks(canvas, (Mark(1, "lr 1"),), 8)
    assert [plain(row) for row in canvas.rows()] == ["⣿⣿⣿⣿    ", " ┊lr 1  ", " ┊      "]


def test_marks_off_the_axis_are_left_out() -> None:
    """A chart of an earlier moment does not show what came later."""
    assert drawn(4, 1, Mark(4, "x"), Mark(-1, "y")) == ["    "]


def test_foreign_labels_cannot_break_the_rows() -> None:
    """A label from another machine takes a cell for each character."""
    assert drawn(8, 1, Mark(0, "a\x1b語")) == ["┊a␛�    "]


@given(
    st.lists(st.builds(Mark, st.integers(-5, 50), st.text(max_size=12))),
    st.integers(1, 40),
    st.integers(1, 5),
)
def test_the_canvas_keeps_its_shape(marks: list[Mark], width: int, height: int) -> None:
    """Whatever the marks, every row has its width."""
    rows = drawn(width, height, *marks)
    assert [len(row) for row in rows] == [width] * height
