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
    "crashed": ("✕", "bad"),
}
"""What stands before the state's name, and in which role: never colour alone."""

GAP = Span("   ", "text")


def header_row(run: RunDescription | None, status: Status | None, link: str, width: int) -> Row:
    """The header in `width` cells; the run's description gives way to how it stands.

    link: what is wrong with the connection, or nothing.
    """
    right = _standing(status, link) if status else (Span(link or "connecting …", "muted"),)
    right = (*right, Span(" ", "text"))
    room = width - row_width(right) - 2
    left: Row = (Span(" nntui", "accent"),)
    for part in _description(run):
        longer = join(left, part)
        if row_width(longer) > room:
            break
        left = longer
    return join(fit(left, max(0, width - row_width(right))), right) if room > 0 else fit(right, width)


def _description(run: RunDescription | None) -> tuple[Row, ...]:
    if run is None:
        return ()
    return (
        (Span("  " + narrow(run.name), "strong"),),
        (Span(f" · {narrow(run.network)}", "text"),),
        (Span(f" · {run.optimizer}", "text"),),
    )


def _standing(status: Status, link: str) -> Row:
    sign, role = SIGNS[status.state]
    parts: list[Span] = [Span(f"{sign} {status.state}{_until(status)}", role), GAP]
    if link:
        parts = [Span(f"{sign} {link}", "bad"), GAP]
    epoch = status.epochs_done + (status.rows_used > 0)
    parts += [Span("step ", "muted"), Span(count(status.step), "strong"), GAP]
    parts += [Span("epoch ", "muted"), Span(f"{count(epoch)}/{count(status.goal_epochs)}", "strong"), GAP]
    parts += [Span("lr ", "muted"), Span(rate(status.learning_rate), "strong")]
    return tuple(parts)


def _until(status: Status) -> str:
    if status.steps_left:
        return f" {count(status.steps_left)} more"
    return " to the epoch's end" if status.to_epoch_end else ""
