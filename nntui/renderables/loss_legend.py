"""The line above the loss chart: what each curve is, and its newest value."""

from __future__ import annotations

from nntui.numbers import count, loss, percent
from nntui.renderables.rows import Row, Span, fit, row_width
from nntui.session.protocol import Evaluated

LINE = "━━ "


def loss_legend(train: float, evaluated: Evaluated | None, step: int, width: int) -> Row:
    """The legend in `width` cells, in as many words as there is room for.

    An evaluation older than the step shown says from which step it is.
    """
    for words in (
        ("train ", "   ", "validation ", "accuracy "),
        ("train ", "  ", "validation ", ""),
        ("", "  ", "", ""),
    ):
        row = _legend(train, evaluated, step, words)
        if row_width(row) <= width:
            break
    return fit(row, width)


def _legend(
    train: float, evaluated: Evaluated | None, step: int, words: tuple[str, str, str, str]
) -> tuple[Span, ...]:
    train_word, gap, validation_word, accuracy_word = words
    parts = [Span(LINE, "train"), Span(train_word, "muted"), Span(loss(train), "strong")]
    if evaluated is not None:
        parts += [Span(gap + LINE, "validation"), Span(validation_word, "muted")]
        parts += [Span(loss(evaluated.loss), "strong"), *_measure(evaluated, gap, accuracy_word)]
        if evaluated.step != step and accuracy_word:
            parts.append(Span(f"  of step {count(evaluated.step)}", "muted"))
    return tuple(parts)


def _measure(evaluated: Evaluated, gap: str, word: str) -> tuple[Span, ...]:
    if evaluated.accuracy is not None:
        return (Span(gap + word, "muted"), Span(percent(evaluated.accuracy), "strong"))
    if evaluated.r_squared is not None:
        return (Span(gap + "R² ", "muted"), Span(f"{evaluated.r_squared:.3f}", "strong"))
    return ()
