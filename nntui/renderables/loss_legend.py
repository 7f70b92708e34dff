"""The line above the loss chart: what each curve is, and its newest value."""

from __future__ import annotations

from typing import NamedTuple

from nntui.numbers import count, loss, percent, short_count
from nntui.renderables.rows import Row, Span, fit, join, row_width
from nntui.session.protocol import Evaluated


class Words(NamedTuple):
    """How much is said.

    line, dots: signs of the curves. averaged: said of averaged weights. measured: whether accuracy or R² is
    shown at all. exact: whether the step is said to the last digit.
    """

    line: str
    dots: str
    gap: str
    validation: str
    averaged: str
    accuracy: str
    at: str
    measured: bool = True
    exact: bool = True


WORDINGS = (
    Words("━━ ", "┅┅ ", "   ", "validation ", "of averages ", "accuracy ", "of step "),
    Words("━━ ", "┅┅ ", "  ", "validation ", "of averages ", "", "of step "),
    Words("━━ ", "┅┅ ", "  ", "val ", "avg ", "", "at "),
    Words("━ ", "┅ ", "  ", "val ", "avg ", "", "at ", measured=False),
    Words("", "", " ", "val ", "avg ", "", "at ", measured=False),
    Words("", "", " ", "val ", "avg ", "", "@", measured=False, exact=False),
)
"""From all words to the fewest."""


def loss_legend(
    train: float, evaluated: Evaluated | None, step: int, width: int, *, averaged: bool = False
) -> Row:
    """The legend in `width` cells, in as many words as there is room for.

    averaged: whether validation is of averaged weights.

    An evaluation older than the step shown says from which step it is. Before the first step there is no
    training loss.
    """
    for words in WORDINGS:
        of = words.averaged if averaged else ""
        row = _legend(loss(train) if step else "–", evaluated, step, words, of)
        if row_width(row) <= width:
            break
    return fit(row, width)


def _legend(train: str, evaluated: Evaluated | None, step: int, words: Words, of: str) -> Row:
    parts = [Span(words.line, "train"), Span("train ", "muted"), Span(train, "strong")]
    if evaluated is not None:
        parts += [Span(words.gap + words.dots, "validation"), Span(words.validation + of, "muted")]
        parts.append(Span(loss(evaluated.loss), "strong"))
        if words.measured:
            parts += _measure(evaluated, words)
        if evaluated.step != step:
            at = count(evaluated.step) if words.exact else short_count(float(f"{evaluated.step:.2g}"))
            parts.append(Span(f"{words.gap}{words.at}{at}", "muted"))
    return join(tuple(parts))


def _measure(evaluated: Evaluated, words: Words) -> Row:
    if evaluated.accuracy is not None:
        return (Span(words.gap + words.accuracy, "muted"), Span(percent(evaluated.accuracy), "strong"))
    if evaluated.r_squared is not None:
        return (Span(words.gap + "R² ", "muted"), Span(_r_squared(evaluated.r_squared), "strong"))
    return ()


def _r_squared(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 100 else loss(value)
