"""A link that is cut, or goes silent: until the screen says so, and until all is live again."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.far.place import LIVE, OFFLINE, STALE, Place, step_shown
from benchmarks.harness.statistics import median
from benchmarks.harness.terminal import Terminal

_LIMIT_S = 60.0
_CALM_S = 6.0
_GIVEN_UP_S = 10.0


@dataclass(frozen=True)
class Break:
    """Seconds until each came to be seen, None where it was not waited for. live: from the link's return."""

    stale_s: float | None
    offline_s: float | None
    live_s: float


def cut_for(place: Place, terminal: Terminal, seconds: float) -> Break:
    """Cut the link for so long."""
    terminal.run_for(_CALM_S)
    place.ssh.cut()
    begun = time.monotonic()
    terminal.wait_for(OFFLINE, _LIMIT_S)
    offline_s = time.monotonic() - begun
    terminal.run_for(begun + seconds - time.monotonic())
    return Break(None, offline_s, _return(place, terminal))


def silent_for(place: Place, terminal: Terminal, seconds: float) -> Break:
    """Have the link keep everything for so long; after `_GIVEN_UP_S` another connection is made."""
    terminal.run_for(_CALM_S)
    place.ssh.silence()
    begun = time.monotonic()
    terminal.wait_for(STALE, _LIMIT_S)
    stale_s, offline_s = time.monotonic() - begun, None
    if seconds > _GIVEN_UP_S:
        terminal.wait_for(OFFLINE, _LIMIT_S)
        offline_s = time.monotonic() - begun
    terminal.run_for(begun + seconds - time.monotonic())
    return Break(stale_s, offline_s, _return(place, terminal))


def _return(place: Place, terminal: Terminal) -> float:
    """Let the link be as it was; seconds until the screen shows a newer step of a live run."""
    before = step_shown(terminal)
    place.ssh.restore()
    begun = time.monotonic()
    terminal.wait_for(LIVE, _LIMIT_S)
    while step_shown(terminal) == before and time.monotonic() < begun + _LIMIT_S:
        terminal.run_for(0.01)
    return time.monotonic() - begun


def summarize(breaks: list[Break]) -> dict[str, float | None]:
    """A row of the table."""
    live = [each.live_s for each in breaks]
    return {
        "times": len(breaks),
        "stale, s": _median([each.stale_s for each in breaks]),
        "offline, s": _median([each.offline_s for each in breaks]),
        "live again, s": median(live),
        "slowest, s": max(live),
    }


def _median(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
