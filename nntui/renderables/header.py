"""The line at the top: which run, how it stands, and the numbers that everybody looks for first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nntui.numbers import count, milliseconds, moving_rate, rate, times
from nntui.renderables.bars import share_bar
from nntui.renderables.link_words import LinkWords, link_words
from nntui.renderables.rows import Row, Span, fit, join, row_width
from nntui.renderables.text import cut, narrow
from nntui.session.following.key_mark import KeyMark
from nntui.session.following.link_state import Connecting, HostGone, LinkState, Live, Over, Starting
from nntui.session.protocol import HELD, RunDescription, Status

SIGNS = {
    "running": ("●", "good"),
    "paused": ("‖", "warning"),
    "finished": ("✓", "accent"),
    "diverged": ("✕", "bad"),
    "stopped": ("■", "muted"),
    "crashed": ("!", "bad"),
}
"""What stands before the state's name, and in which role: never colour alone."""

GONE, BACK, ALARM, REFUSED = "○", "↻", "▲", "✕"
"""Stand before what is wrong with the connection, what has been before, what is wrong with the disk, and what
a key asked for in vain.
"""

ROUND_TRIP, FELT_S = "⇄", 0.02
"""Stands before the terminal's round trip, which is shown where it takes so long."""

NAME = " nntui"

GAP, AFTER = 2, 3
"""Blanks between the parts on the left, and before how the run stands."""

LEAST_ALARM = 32
"""Cells for which an alarm has the run's name make room."""

MARK_ROOM = 20
"""Cells for which the numbers draw together when a key is marked."""

LONGEST_SCHEDULE = 12
"""Cells for the name of a schedule."""

BAR = 8
"""Cells of the bar that shows how far a run has caught up."""


@dataclass(frozen=True)
class Heading:
    """All that the line shows.

    place: the machine that the run is on, "" for this one. round_trip_s: how long the terminal takes to
    answer.
    """

    run: RunDescription | None
    status: Status | None
    link: LinkState = Live()  # noqa: RUF009  # it is a frozen value
    marks: tuple[KeyMark, ...] = ()
    read_only: bool = False
    place: str = ""
    round_trip_s: float | None = None


def header_row(heading: Heading, width: int) -> Row:
    """The header in `width` cells; the run's description gives way to how it stands.

    What comes and goes stands between the two, so that no number moves for it while there is room.
    """
    marks = _marks(heading.marks, width // 2)
    right = _standing(heading, width, min(row_width(marks), MARK_ROOM))
    room = width - row_width(right)
    marks = _marks(heading.marks, room - 1)
    alarm = _alarm(heading, room - row_width(marks) - 1)
    room -= row_width(marks) + row_width(alarm)
    return join(fit(_description(heading, room - GAP), room), alarm, marks, right)


def _description(heading: Heading, room: int) -> Row:
    """As much of it as there is room for; the run's name goes before the program's."""
    parts = _parts_of_description(heading)
    row, name = _beginning(parts, room), 2 if heading.read_only else 1
    if len(row) > name or len(parts) == name:
        return row
    first, *others = parts[1:]
    without = _beginning((first._replace(text=first.text[1:]), *others), room)
    return without if len(without) >= name else row


def _beginning(parts: Sequence[Span], room: int) -> Row:
    row: Row = ()
    for part in parts:
        longer = join(row, (part,))
        if row_width(longer) > room:
            break
        row = longer
    return row


def _parts_of_description(heading: Heading) -> tuple[Span, ...]:
    run = heading.run
    known = (Span(NAME, "accent"), *((Span("  read-only", "warning"),) if heading.read_only else ()))
    if run is None:
        return known
    name = f"{heading.place}:{run.name}" if heading.place else run.name
    return (
        *known,
        Span(f"  {narrow(name)}", "strong"),
        Span(f" · {narrow(run.network)}", "text"),
        Span(f" · {narrow(run.optimizer)}", "text"),
        *_terminal(heading.round_trip_s),
    )


def _terminal(round_trip_s: float | None) -> Row:
    """How far away the terminal is, where that is felt."""
    if round_trip_s is None or round_trip_s < FELT_S:
        return ()
    return (Span(f" · {ROUND_TRIP} {milliseconds(round_trip_s)}", "muted"),)


def _marks(marks: Sequence[KeyMark], room: int) -> Row:
    """What was asked for and is not done yet; the newest last, and the last to give way."""
    row: Row = ()
    for mark in reversed(marks):
        behind = Span(" " * (GAP if row else AFTER), "text")
        left = room - row_width(row) - len(behind.text)
        words = f"{REFUSED} {narrow(mark.words)}" if mark.refused else narrow(mark.words)
        if not row:
            words = cut(words, left)
        if not words or len(words) > left:
            break
        row = (Span(words, "bad" if mark.refused else "accent"), behind, *row)
    return row


def _alarm(heading: Heading, room: int) -> Row:
    """What is wrong with the disk."""
    said = narrow(heading.status.alarm) if heading.status else ""
    name = sum(len(part.text) for part in _parts_of_description(heading)[:2]) + GAP
    room -= AFTER
    words = cut(f"{ALARM} {said}", room - name if room - name >= LEAST_ALARM else room)
    return (Span(words, "warning"), Span(" " * AFTER, "text")) if said and len(words) > AFTER else ()


def _standing(heading: Heading, width: int, reserved: int) -> Row:
    """How the run stands, in as many words as there is room for; if possible some cells are left free."""
    if heading.status is None:
        return _meeting(heading.link, width)
    rows = list(_standings(heading, heading.status))
    fitting = [row for row in rows if row_width(row) <= width] or [fit(rows[-1], width)]
    return next((row for row in fitting if row_width(row) <= width - reserved), fitting[0])


def _meeting(link: LinkState, width: int) -> Row:
    """Before anything is known of the run."""
    said = tuple(_link_span(link, words) for words in link_words(link)[:1])
    return join(fit(said, min(row_width(said), width - 1)), (Span(" ", "text"),))


def _standings(heading: Heading, status: Status) -> Iterator[Row]:
    """From the most words to the fewest."""
    link, texts = heading.link, link_words(heading.link) or (None,)
    archived = heading.run is not None and heading.run.archived
    for gap in (3, 1):
        for in_full in (True, False):
            state = _state(status, archived=archived, in_full=in_full)
            for text in texts:
                # A run without its host does not run, as far as is known.
                said = () if text is None else (_link_span(link, text),)
                stands = () if said and status.state == "running" else (state,)
                first = (*stands, *((each,) for each in said))
                yield _spaced((*first, *_numbers(status, text, epoch=True)), gap)
                if isinstance(link, HostGone):
                    yield _spaced((*first, *_numbers(status, text, epoch=False)), gap)
    for gap in (3, 1):
        yield _spaced((*first, *_numbers(status, text, epoch=False)), gap)


def _state(status: Status, *, archived: bool, in_full: bool) -> Row:
    if status.catching_up:
        begun = max(0, status.checkpoint)
        share = (status.step - begun) / max(1, status.catching_up - begun)
        words = f"catching up with step {count(status.catching_up)}" if in_full else "catching up"
        return (Span(f"{BACK} {words} ", "accent"), *share_bar(share, BAR))
    sign, role = SIGNS[status.state]
    said = Span(f"{sign} {status.state}{_until(status) if in_full else ''}", role)
    return (said, Span(" from its folder", "muted")) if archived and in_full else (said,)


def _until(status: Status) -> str:
    if status.steps_left:
        return f" {count(status.steps_left)} more"
    return " to the epoch's end" if status.to_epoch_end else ""


def _link_span(link: LinkState, words: LinkWords) -> Span:
    if isinstance(link, Connecting):
        return Span(words.text, "muted")
    role = "bad" if isinstance(link, Over) else "accent" if isinstance(link, Starting) else "warning"
    return Span(f"{GONE} {words.text}", role)


def _numbers(status: Status, link: LinkWords | None, *, epoch: bool) -> tuple[Row, ...]:
    begun = status.epochs_done + (status.rows_used > 0)
    shown = [_number("epoch", f"{count(begun)}/{count(status.goal_epochs)}")] if epoch else []
    if link is None or not link.step:
        shown.insert(0, _number("step", count(status.step)))
    return (*shown, _rate(status))


def _rate(status: Status) -> Row:
    """The rate of the next step, and what says it: a schedule, a hand's factor on top, or a hand alone."""
    if not status.schedule:
        return _number("lr", rate(status.learning_rate))
    shown = rate if status.schedule == HELD else moving_rate
    number = _number("lr", shown(status.learning_rate))
    said = Span(
        f" {cut(narrow(status.schedule), LONGEST_SCHEDULE)}",
        "warning" if status.schedule == HELD else "muted",
    )
    factor = times(status.rate_factor)
    return join(number, (said,), (Span(f" {factor}", "warning"),) if factor else ())


def _number(name: str, value: str) -> Row:
    return (Span(f"{name} ", "muted"), Span(value, "strong"))


def _spaced(parts: tuple[Row, ...], gap: int) -> Row:
    """The parts with blanks between them, and one behind the last."""
    between: Row = (Span(" " * gap, "text"),)
    spaced = [piece for part in parts for piece in (part, between)]
    return join(*spaced[:-1], (Span(" ", "text"),))
