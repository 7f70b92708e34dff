"""What happened, newest last."""

from __future__ import annotations

from collections.abc import Sequence

from nntui.numbers import count, duration
from nntui.renderables.rows import Row, Span, fit
from nntui.renderables.text import visible
from nntui.session.protocol import LogEntry


def log_rows(log: Sequence[LogEntry], width: int, height: int, back: int = 0) -> tuple[Row, ...]:
    """The newest entries that fit, or those `back` entries before them."""
    end = len(log) - back
    return tuple(_row(entry, width) for entry in log[max(0, end - height) : end])


def _row(entry: LogEntry, width: int) -> Row:
    when = Span(f"{duration(entry.time_s)}  ", "muted")
    step = Span(f"step {count(entry.step):>7}  ", "muted")
    return fit((when, step, Span(visible(entry.text), "text")), width)
