"""Bars: on a logarithmic scale, with the axis under them, and how far something has come."""

from __future__ import annotations

from math import isnan, log10

from nntui.renderables.rows import Row, Span, fit

FULL, HALF, REST = "━", "╸", "─"
EXPONENTS_PER_LABEL = 2


def log_bar(value: float, low_exponent: int, high_exponent: int, width: int) -> Row:
    """A bar from 10^low_exponent to the value, in half cells, in a row of `width` cells.

    What is below the scale still shows half a cell; what is above fills the row. Zero reads `none`.
    """
    if isnan(value):
        return fit((Span("nan", "bad"),), width)
    if value <= 0:
        return fit((Span("none", "muted"),), width)
    share = (log10(value) - low_exponent) / (high_exponent - low_exponent)
    halves = max(1, min(2 * width, round(2 * width * min(1.0, share))))
    bar = FULL * (halves // 2) + HALF * (halves % 2)
    style = "bad" if value == float("inf") else "bar"
    return fit((Span(bar, style),), width, "bar-rest")


def share_bar(share: float, width: int) -> Row:
    """How much of the whole, from 0 to 1, in half cells, in a row of `width` cells."""
    halves = max(0, min(2 * width, round(2 * width * share)))
    bar = FULL * (halves // 2) + HALF * (halves % 2)
    rest = Span(REST * (width - len(bar)), "bar-rest")
    return tuple(span for span in (Span(bar, "bar"), rest) if span.text)


def log_axis(low_exponent: int, high_exponent: int, width: int) -> Row:
    """The labels `1e-6`, `1e-4`, … under a bar of that width, each beginning where its value ends.

    A label without room is left out.
    """
    text = ""
    for exponent in range(low_exponent, high_exponent + 1, EXPONENTS_PER_LABEL):
        start = round(width * (exponent - low_exponent) / (high_exponent - low_exponent))
        label = f"1e{exponent}"
        if (start > len(text) or not text) and start + len(label) <= width:
            text = text.ljust(start) + label
    return fit((Span(text, "axis"),), width)
