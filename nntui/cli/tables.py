"""Tables on a terminal: aligned, and never wider than it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nntui.renderables.text import cell_width, cut, visible

BETWEEN = "  "


@dataclass(frozen=True)
class Column:
    """importance: where there is no room for all columns, those with the lowest are left out."""

    title: str
    importance: int
    right: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """A line of titles and a line for each row, in at most `width` cells."""
    titles = [column.title for column in columns]
    lines = [titles, *([visible(cell) for cell in row] for row in rows)]
    widths = [max(map(cell_width, cells)) for cells in zip(*lines, strict=True)]
    shown = _fitting(columns, widths, width)
    widths = [min(each, width) for each in widths]
    return [
        BETWEEN.join(_aligned(line[at], widths[at], columns[at]) for at in shown).rstrip() for line in lines
    ]


def _fitting(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """Which columns there is room for, at least the most important one."""
    shown = list(range(len(columns)))
    while len(shown) > 1 and sum(widths[at] for at in shown) + len(BETWEEN) * (len(shown) - 1) > width:
        shown.remove(min(shown, key=lambda at: columns[at].importance))
    return shown


def _aligned(text: str, width: int, column: Column) -> str:
    text = cut(text, width)
    padding = " " * (width - cell_width(text))
    return padding + text if column.right else text + padding
