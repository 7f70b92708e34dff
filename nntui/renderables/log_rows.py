"""What happened, newest last."""

from __future__ import annotations

from collections.abc import Sequence

from nntui.numbers import count, duration
from nntui.renderables.rows import Row, Span, fit
from nntui.renderables.text import visible
from nntui.session.protocol import LogEntry

TIME, STEP = 5, 7
"""The least widths of the columns, so that they seldom move."""


def log_rows(
    log: Sequence[LogEntry], width: int, height: int, back: int = 0, me: str = ""
) -> tuple[Row, ...]:
    """The newest entries that fit, or those `back` entries before them; with who did it, but for `me`."""
    end = max(0, len(log) - back)
    shown = log[max(0, end - height) : end]
    times = [duration(entry.time_s) for entry in shown]
    steps = [count(entry.step) for entry in shown]
    time_width, step_width = max([TIME, *map(len, times)]), max([STEP, *map(len, steps)])
    return tuple(
        fit(
            (
                Span(f"{time:>{time_width}}  ", "muted"),
                Span(f"step {step:>{step_width}}  ", "muted"),
                Span(visible(entry.text), "text"),
                *_by(entry.who, me),
            ),
            width,
        )
        for time, step, entry in zip(times, steps, shown, strict=True)
    )


def _by(who: str, me: str) -> Row:
    return (Span(f" · {visible(who)}", "muted"),) if who and who != me else ()
