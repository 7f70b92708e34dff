"""The chart of a range test: the loss at every rate that was tried, on a logarithmic axis of rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor, log10

import numpy as np

from nntui.numbers import rate
from nntui.reduction.curve import Curve
from nntui.renderables.chart import loss_chart
from nntui.renderables.frame import Tick, drawn, label_start, lay_out, too_small
from nntui.renderables.ink import Ink
from nntui.renderables.marks import Mark
from nntui.renderables.rows import Row, Span
from nntui.renderables.scales import Scale

ROOF = 1.1
"""How far above what the network begins with there is something to see: what blows up leaves the chart."""

BEGINNING = 10
"""Batches that show what it begins with."""


def range_chart(
    rates: Sequence[float],
    losses: Sequence[float],
    smoothed: Sequence[float],
    suggestion: float | None,
    width: int,
    height: int,
) -> tuple[Row, ...]:
    """The rows of the chart: a band of all losses, their smoothed line, and the suggestion as a mark.

    rates: at least two, each the same multiple of the one before.
    """
    raw, line = np.array(losses, np.float32), np.array(smoothed, np.float32)
    roof = ROOF * float(np.max(raw[:BEGINNING]))
    seen = np.minimum(np.concatenate([raw, line]), roof)
    scale = Scale.fit(seen, seen, log=False, previous=None)
    layout = lay_out(width, height, scale, len(rates))
    if layout is None:
        return tuple((Span(text, "muted"),) for text in too_small(width, height).rows)
    frame = drawn(replace(layout, x_ticks=_ticks(rates, layout.box.width)))
    marks = []
    if suggestion is not None:
        marks.append(Mark(round(_place(suggestion, rates)), rate(suggestion)))
    curve = Curve(1, raw, raw, line)
    return loss_chart({"train": curve}, marks, len(rates), scale, frame, Ink.SHAPES)


def _place(value: float, rates: Sequence[float]) -> float:
    """Where a rate lies among those that were tried, counted from 0."""
    return (len(rates) - 1) * log10(value / rates[0]) / log10(rates[-1] / rates[0])


def _ticks(rates: Sequence[float], width: int) -> tuple[Tick, ...]:
    """Powers of ten whose labels stand apart."""
    ticks: list[Tick] = []
    for exponent in range(ceil(log10(rates[0]) - 1e-9), floor(log10(rates[-1]) + 1e-9) + 1):
        cell = int(_place(10.0**exponent, rates) * width / len(rates))
        tick = Tick(min(width - 1, max(0, cell)), rate(10.0**exponent))
        free = label_start(ticks[-1], width) + len(ticks[-1].label) + 1 if ticks else 0
        if label_start(tick, width) >= free:
            ticks.append(tick)
    return tuple(ticks)
