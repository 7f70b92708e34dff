"""The loss chart: curves of columns inside a frame, with interventions as marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nntui.reduction.curve import Curve
from nntui.renderables.braille import DOTS_ACROSS, DOTS_DOWN, LEFT, Mask, Positions, hatched, raster
from nntui.renderables.canvas import Canvas
from nntui.renderables.curves import DotColumns, Floats, bridged, on_dots, on_even_columns, peaks
from nntui.renderables.frame import Frame
from nntui.renderables.ink import Ink
from nntui.renderables.marks import Mark, draw_marks
from nntui.renderables.rows import Row, Span
from nntui.renderables.scales import Scale

BEYOND = "▲"
"""Stands in the top row where a value lies above the scale or is no number."""

BANDED = "train"
"""The curve that lies over a band from its lows to its highs, in the role `train-band`."""

DOTTED = "validation"
"""The curve that is told from others by its pattern."""


def loss_chart(
    curves: Mapping[str, Curve],
    marks: Sequence[Mark],
    x_limit: int,
    scale: Scale,
    frame: Frame,
    ink: Ink = Ink.COLORS,
) -> tuple[Row, ...]:
    """The rows of a chart: x from step 0 to x_limit, y along the scale, both as in the frame.

    curves: by role, the last one uppermost. A dot column is a column of a curve where x_limit = 2 ×
    frame.box.width × its width; elsewhere columns merge or are bridged by straight lines.
    """
    if not frame.box.width:
        return tuple((Span(text, "muted"),) for text in frame.rows)
    canvas = Canvas(frame.box.width, frame.box.height)
    dots = {role: on_dots(curve, x_limit, DOTS_ACROSS * canvas.width) for role, curve in curves.items()}
    if BANDED in dots:
        canvas.dots(_band(dots[BANDED], scale, canvas, ink), f"{BANDED}-band")
    lines = np.zeros((canvas.height, canvas.width), np.uint8)
    for role, columns in dots.items():
        line = _line(columns, scale, canvas, dotted=role == DOTTED)
        lines |= line
        canvas.dots(np.where(line, lines, 0), role)  # where lines share a cell, no dot of either is lost
    for columns in dots.values():
        _draw_beyond(canvas, columns, scale)
    draw_marks(canvas, marks, x_limit)
    return _framed(canvas, frame)


def _band(columns: DotColumns, scale: Scale, canvas: Canvas, ink: Ink) -> Mask:
    """The dots from the lows to the highs.

    With shapes it is hatched, so that a line is seen on it; the tip of every spike is there.
    """
    low, high = (_heights(values, scale, canvas) for values in (columns.low, columns.high))
    band = raster(low, high, canvas.height)
    if ink is Ink.COLORS:
        return band
    tips = peaks(high)
    return hatched(band) | raster(tips, tips, canvas.height)


def _line(columns: DotColumns, scale: Scale, canvas: Canvas, *, dotted: bool) -> Mask:
    """The dots of the means: all, or every second."""
    mean = _heights(columns.mean, scale, canvas)
    if dotted:
        return raster(*on_even_columns(mean), canvas.height) & LEFT
    return raster(mean, mean, canvas.height)


def _heights(values: Floats, scale: Scale, canvas: Canvas) -> Positions:
    """How many dots above the bottom values lie, with gaps bridged."""
    return bridged(scale.positions(values, DOTS_DOWN * canvas.height))


def _draw_beyond(canvas: Canvas, columns: DotColumns, scale: Scale) -> None:
    """Mark the columns that reach above the scale."""
    above = scale.beyond(columns.high).reshape(-1, DOTS_ACROSS).any(axis=1)
    for column in np.flatnonzero(above).tolist():
        canvas.write(0, column, BEYOND, "bad")


def _framed(canvas: Canvas, frame: Frame) -> tuple[Row, ...]:
    """The drawing inside its frame."""
    left = frame.box.left
    drawn = ((Span(text[:left], "axis"), *row) for text, row in zip(frame.rows, canvas.rows(), strict=False))
    return (*drawn, *((Span(text, "axis"),) for text in frame.rows[frame.box.height :]))
