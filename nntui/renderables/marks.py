"""Interventions on a chart: a thin line at a step, and what was done where there is room to say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nntui.renderables.canvas import Canvas
from nntui.renderables.text import narrow

LINE, TICK = "┊", "╵"
LABEL_ROWS = 3


class Mark(NamedTuple):
    """Something done at a step, and a few words that say what."""

    step: int
    label: str


def draw_marks(canvas: Canvas, marks: Sequence[Mark], x_limit: int) -> None:
    """Draw the marks behind what is on the canvas.

    Labels stand in the upper rows where nothing is drawn, and never on one another: the latest mark chooses
    first. A mark without room for its label is only a tick at the bottom.
    """
    labelled: dict[int, bool] = {}
    for mark in sorted(marks, key=lambda mark: mark.step, reverse=True):
        column = mark.step * canvas.width // x_limit
        if 0 <= column < canvas.width and column not in labelled:
            labelled[column] = _write_label(canvas, column, narrow(mark.label))
    for column, has_label in labelled.items():
        if has_label:
            canvas.column(column, LINE, "mark")
        elif canvas.is_free(canvas.height - 1, column, column + 1):
            canvas.write(canvas.height - 1, column, TICK, "mark")


def _write_label(canvas: Canvas, column: int, label: str) -> bool:
    """Write a label right or left of its line in the first row with room; say whether there was one."""
    for row in range(min(LABEL_ROWS, canvas.height)):
        for start in (column + 1, column - len(label)):
            if _stands_apart(canvas, row, start, start + len(label)):
                canvas.write(row, start, label, "mark")
                return True
    return False


def _stands_apart(canvas: Canvas, row: int, start: int, stop: int) -> bool:
    """Whether these cells are inside and free, and so are their neighbours."""
    inside = start >= 0 and stop <= canvas.width
    return inside and canvas.is_free(row, max(0, start - 1), min(canvas.width, stop + 1))
