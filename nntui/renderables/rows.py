"""What every drawing is made of: rows of spans of text, each in a style that a widget turns into colours."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from nntui.renderables.text import cell_width, cut


class HeatStyle(NamedTuple):
    """The palette level of the characters (of the upper half of ▀) and the one behind them (the lower)."""

    upper: int
    lower: int


Style: TypeAlias = str | HeatStyle
"""A role, such as `train` or `muted`, or the two levels of a heat map's cell."""


class Span(NamedTuple):
    """Text in one style."""

    text: str
    style: Style


Row: TypeAlias = tuple[Span, ...]


def plain(row: Row) -> str:
    """The text of a row alone."""
    return "".join(span.text for span in row)


def row_width(row: Row) -> int:
    """How many terminal cells a row fills."""
    return sum(cell_width(span.text) for span in row)


def fit(row: Row, width: int, style: Style = "text") -> Row:
    """The row in exactly `width` cells: cut with … or padded with blanks in this style."""
    room = width - row_width(row)
    if room > 0:
        return (*row, Span(" " * room, style))
    return row if room == 0 else _shorten(row, width)


def join(*parts: Row) -> Row:
    """Rows side by side as one row; neighbours of one style become one span, empty spans none."""
    spans = [span for part in parts for span in part if span.text]
    grouped = groupby(spans, attrgetter("style"))
    return tuple(Span("".join(span.text for span in group), style) for style, group in grouped)


def _shorten(row: Row, width: int) -> Row:
    """The row cut to `width` cells, which it does not fit."""
    spans, room = [], width
    for span in row:
        cells = cell_width(span.text)
        if cells >= room:  # something follows, or this span itself is too long
            shorter = cut(span.text + " " * (room + 1), room)
            spans.append(Span(shorter + " " * (room - cell_width(shorter)), span.style))
            break
        spans.append(span)
        room -= cells
    return tuple(spans)
