"""The line at the top: which run, how it stands, and the numbers that everybody looks for first."""

from __future__ import annotations

from nntui.numbers import count, rate
from nntui.renderables.rows import Row, Span, fit, join, row_width
from nntui.renderables.text import narrow
from nntui.session.protocol import RunDescription, Status

SIGNS = {
    "running": ("●", "good"),
    "paused": ("‖", "warning"),
    "finished": ("✓", "accent"),
    "diverged": ("✕", "bad"),
    "stopped": ("■", "muted"),
    "crashed": ("!", "bad"),
}
"""What stands before the state's name, and in which role: never colour alone."""

GONE = "○"
"""Stands before what is wrong with the connection."""


def header_row(run: RunDescription | None, status: Status | None, link: str, width: int) -> Row:
    """The header in `width` cells; the run's description gives way to how it stands.

    link: what is wrong with the connection, or nothing.
    """
    right = _standing(status, link, width) if status else _meeting(link)
    room = width - row_width(right) - 2
    left: Row = (Span(" nntui", "accent"),)
    for part in _description(run):
        longer = join(left, part)
        if row_width(longer) > room:
            break
        left = longer
    return join(fit(left, width - row_width(right)), right) if room > 0 else fit(right, width)


def _description(run: RunDescription | None) -> tuple[Row, ...]:
    if run is None:
        return ()
    return (
        (Span("  " + narrow(run.name), "strong"),),
        (Span(f" · {narrow(run.network)}", "text"),),
        (Span(f" · {run.optimizer}", "text"),),
    )


def _meeting(link: str) -> Row:
    said = Span(f"{GONE} {narrow(link)}", "bad") if link else Span("connecting …", "muted")
    return (said, Span(" ", "text"))


def _standing(status: Status, link: str, width: int) -> Row:
    """How the run stands, in as many words as there is room for."""
    for words, gap in ((True, 3), (False, 3), (False, 1)):
        row = _parts(status, link, words, Span(" " * gap, "text"))
        if row_width(row) <= width:
            break
    return row


def _parts(status: Status, link: str, words: bool, gap: Span) -> Row:
    sign, role = SIGNS[status.state]
    parts: list[Span] = []
    if not link or status.state != "running":  # a run without its host does not run
        parts += [Span(f"{sign} {status.state}{_until(status) if words else ''}", role), gap]
    if link:
        parts += [Span(f"{GONE} {narrow(link)}", "bad"), gap]
    epoch = status.epochs_done + (status.rows_used > 0)
    parts += [Span("step ", "muted"), Span(count(status.step), "strong"), gap]
    parts += [Span("epoch ", "muted"), Span(f"{count(epoch)}/{count(status.goal_epochs)}", "strong"), gap]
    parts += [Span("lr ", "muted"), Span(rate(status.learning_rate), "strong"), Span(" ", "text")]
    return tuple(parts)


def _until(status: Status) -> str:
    if status.steps_left:
        return f" {count(status.steps_left)} more"
    return " to the epoch's end" if status.to_epoch_end else ""
