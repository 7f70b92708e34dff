"""The frame around a chart: where its ticks are, and a way to draw it that needs no plotting library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nntui.numbers import short_count
from nntui.renderables.scales import Scale
from nntui.renderables.text import cut
from nntui.renderables.ticks import linear_ticks, tick_labels

MINIMUM_WIDTH, MINIMUM_HEIGHT = 16, 5
GUTTER = 4
"""The least width of the labels on the left, so that the drawing area keeps its place when they change."""

ROWS_PER_TICK, COLUMNS_PER_TICK = 3, 10
BELOW = 2
"""Rows under the drawing area: the axis and its labels."""


class Box(NamedTuple):
    """The drawing area inside a frame, in terminal cells."""

    left: int
    top: int
    width: int
    height: int


class Tick(NamedTuple):
    """A label at a cell of the drawing area, counted from its left or its top."""

    cell: int
    label: str


@dataclass(frozen=True)
class Frame:
    """Rows of text of equal width, and the area in them that is free for curves: none when too small."""

    rows: tuple[str, ...]
    box: Box


@dataclass(frozen=True)
class Layout:
    """Everything a frame shows, before it is drawn."""

    width: int
    height: int
    box: Box
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def lay_out(width: int, height: int, scale: Scale, x_limit: int) -> Layout | None:
    """Where the ticks of a frame go, the x axis running from step 0 to x_limit; None when too small."""
    if width < MINIMUM_WIDTH or height < MINIMUM_HEIGHT:
        return None
    rows = height - BELOW
    values = scale.ticks(max(3, 1 + rows // ROWS_PER_TICK))
    labels = tick_labels(values, log=scale.log)
    gutter = max([GUTTER, *map(len, labels)])
    box = Box(gutter + 1, 0, width - gutter - 1, rows)
    y_ticks = tuple(
        Tick(_row(position, rows), label.rjust(gutter))
        for position, label in zip(scale.positions(values, rows), labels, strict=True)
    )
    return Layout(width, height, box, _x_ticks(box, x_limit), y_ticks)


def plain_frame(width: int, height: int, scale: Scale, x_limit: int) -> Frame:
    """The frame drawn by hand, for the moment before a plotting library is there."""
    layout = lay_out(width, height, scale, x_limit)
    return too_small(width, height) if layout is None else drawn(layout)


def drawn(layout: Layout) -> Frame:
    """A layout, drawn by hand."""
    box = layout.box
    labels = {tick.cell: f"{tick.label}┤" for tick in layout.y_ticks}
    blank = " " * (box.left - 1)
    rows = [labels.get(row, f"{blank}│") + " " * box.width for row in range(box.height)]
    ticked = {tick.cell for tick in layout.x_ticks}
    axis = "".join("┬" if column in ticked else "─" for column in range(box.width))
    return Frame((*rows, f"{blank}└{axis}", " " * box.left + _label_row(layout.x_ticks, box.width)), box)


def too_small(width: int, height: int) -> Frame:
    """The frame that says that there is no room for one."""
    message = cut("too small", width).center(width)
    return Frame(
        tuple(message if row == height // 2 else " " * width for row in range(height)), Box(0, 0, 0, 0)
    )


def label_start(tick: Tick, width: int) -> int:
    """Where the label of an x tick begins: centred under it, but within the drawing area."""
    return max(0, min(tick.cell - (len(tick.label) - 1) // 2, width - len(tick.label)))


def _x_ticks(box: Box, x_limit: int) -> tuple[Tick, ...]:
    """Round steps along the x axis, whose labels stand apart."""
    values = linear_ticks(0, x_limit, max(2, box.width // COLUMNS_PER_TICK))
    ticks: list[Tick] = []
    for value in values:
        tick = Tick(
            min(box.width - 1, int(value * box.width / x_limit)), short_count(value) if value else "step 0"
        )
        free = label_start(ticks[-1], box.width) + len(ticks[-1].label) + 1 if ticks else 0
        if value == int(value) and label_start(tick, box.width) >= free:
            ticks.append(tick)
    return tuple(ticks)


def _label_row(ticks: Sequence[Tick], width: int) -> str:
    row = ""
    for tick in ticks:
        row = row.ljust(label_start(tick, width)) + tick.label
    return row.ljust(width)


def _row(position: float, rows: int) -> int:
    """The row from the top in which a height above the bottom lies."""
    return rows - 1 - min(rows - 1, int(position))
