"""A drawing area of characters in roles."""

from __future__ import annotations

import numpy as np

from nntui.renderables.canvas import Canvas
from nntui.renderables.rows import Row, Span, plain


def texts(rows: list[Row]) -> list[str]:
    return [plain(row) for row in rows]


def test_an_empty_canvas_is_blank() -> None:
    """Every cell is there from the beginning."""
    assert Canvas(3, 2).rows() == [(Span("   ", "text"),)] * 2


def test_what_comes_later_covers_what_was_there() -> None:
    """A cell has one character and one role."""
    canvas = Canvas(3, 1)
    canvas.dots(np.array([[255, 1, 0]], np.uint8), "train-band")
    canvas.dots(np.array([[0, 2, 0]], np.uint8), "train")
    assert canvas.rows() == [(Span("⣿", "train-band"), Span("⠂", "train"), Span(" ", "text"))]


def test_text_is_written_from_a_cell_on() -> None:
    """Each character takes one cell."""
    canvas = Canvas(6, 2)
    canvas.write(1, 2, "lr×", "mark")
    assert canvas.rows() == [
        (Span("      ", "text"),),
        (Span("  ", "text"), Span("lr×", "mark"), Span(" ", "text")),
    ]


def test_a_column_leaves_what_is_taken() -> None:
    """A mark's line runs behind a curve."""
    canvas = Canvas(2, 3)
    canvas.write(1, 0, "x", "train")
    canvas.column(0, "┊", "mark")
    assert texts(canvas.rows()) == ["┊ ", "x ", "┊ "]


def test_a_column_takes_no_room() -> None:
    """A label may cross a line."""
    canvas = Canvas(2, 1)
    canvas.column(0, "┊", "mark")
    assert canvas.is_free(0, 0, 2)


def test_dots_and_text_take_room() -> None:
    """A label finds no place where something is drawn."""
    canvas = Canvas(3, 1)
    canvas.dots(np.array([[1, 0, 0]], np.uint8), "train")
    canvas.write(0, 2, "x", "mark")
    assert [canvas.is_free(0, column, column + 1) for column in range(3)] == [False, True, False]
