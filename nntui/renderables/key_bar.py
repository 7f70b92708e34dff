"""The line at the bottom: the keys one needs, and how fast it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nntui.numbers import percent, steps_per_second
from nntui.renderables.rows import Row, Span, fit, row_width
from nntui.session.protocol import Status


class Key(NamedTuple):
    """A key, or several that belong together, and what they do now.

    keys: each with the action to run when somebody clicks on it. essential: kept where others have no room.
    spare: there only where all else has room.
    """

    keys: tuple[tuple[str, str], ...]
    label: str
    essential: bool = False
    spare: bool = False


class Place(NamedTuple):
    """Where a key stands, so that a click can find it."""

    start: int
    stop: int
    action: str


def key_bar(keys: Sequence[Key], figures: Sequence[str], width: int) -> tuple[Row, tuple[Place, ...]]:
    """The row, and where each key stands in it.

    figures: what stands on the right, from all words to the fewest; the longest with which all keys fit.
    Where not even the shortest does, keys that are not essential are left out, the last ones first.
    """
    needed = [key for key in keys if not key.spare]
    shown, text = _fitting(needed, figures, width)
    if shown == needed and text == figures[0] and _fits(keys, text, width):
        shown = list(keys)
    return _laid_out(shown, f" {text} " if text is not None else "", width)


def _fitting(keys: Sequence[Key], figures: Sequence[str], width: int) -> tuple[list[Key], str | None]:
    """The keys that have room, and the figures beside them; None where not even the shortest have any."""
    shown = list(keys)
    while True:
        for text in figures:
            if _fits(shown, text, width):
                return shown, text
        lesser = [key for key in shown if not key.essential]
        if not lesser:
            return shown, None
        shown.remove(lesser[-1])


def _fits(keys: Sequence[Key], text: str | None, width: int) -> bool:
    return sum(map(_width, keys)) + len(text or "") + 2 <= width


def speed_figures(status: Status | None, steps_per_s: float, overhead: float) -> tuple[str, ...]:
    """`100 steps/s · pace 100 · overhead 0.8 %`, and shorter; what is not running has no speed."""
    if status is None:
        return ("",)
    pace = "pace max" if status.pace is None else f"pace {status.pace:g}"
    cost = percent(overhead)
    if status.state != "running":
        return (f"– steps/s · {pace} · overhead {cost}", f"– steps/s · {pace}", pace)
    speed = steps_per_second(steps_per_s)
    return (f"{speed} · {pace} · overhead {cost}", f"{speed} · {pace} · {cost}", f"{speed} · {cost}", speed)


def _width(key: Key) -> int:
    return sum(len(shown) + 1 for shown, _ in key.keys) + len(key.label) + 2


def _laid_out(keys: Sequence[Key], right: str, width: int) -> tuple[Row, tuple[Place, ...]]:
    spans: list[Span] = []
    places: list[Place] = []
    at = 0
    for key in keys:
        for shown, action in key.keys:
            spans.append(Span(f" {shown}", "key"))
            places.append(Place(at, at + len(shown) + 1, action))
            at += len(shown) + 1
        spans.append(Span(f" {key.label} ", "muted"))
        at += len(key.label) + 2
        places[-1] = places[-1]._replace(stop=at)
    left = fit(tuple(spans), width - len(right))
    return (*left, Span(right, "muted")), tuple(place for place in places if place.stop <= row_width(left))
