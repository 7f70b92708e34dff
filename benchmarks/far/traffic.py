"""Bytes on the link, and how long the first screen takes."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.far.place import LIVE, Place
from benchmarks.harness.digits import LOSS
from benchmarks.harness.statistics import median
from benchmarks.harness.terminal import Terminal

_HEAT_MAP = r"[−-]\d\S* █+.*mean of|[−-]\d\S* █+"
FIRST = {"its state": LIVE, "its loss": LOSS, "its weights": _HEAT_MAP}
"""What of a run is to be seen, and the screens that show it."""

_WINDOW_S = 5.0


@dataclass(frozen=True)
class Traffic:
    """Bytes per second, in so many windows of five seconds."""

    to_host: list[float]
    to_viewer: list[float]


def first_screen(place: Place, name: str, limit_s: float) -> dict[str, float]:
    """Attach and leave; seconds from executing the program until each of `FIRST` was to be seen."""
    with place.attached(name) as terminal:
        for pattern in FIRST.values():
            terminal.wait_for(pattern, limit_s)
        return {what: terminal.first_match[pattern] for what, pattern in FIRST.items()}


def traffic(place: Place, terminal: Terminal, seconds: float) -> Traffic:
    """Count what goes over the link while a dashboard looks on."""
    found = Traffic([], [])
    for _ in range(max(1, round(seconds / _WINDOW_S))):
        before, begun = place.ssh.passed(), time.monotonic()
        terminal.run_for(_WINDOW_S)
        after, elapsed = place.ssh.passed(), time.monotonic() - begun
        found.to_host.append((after.to_host - before.to_host) / elapsed)
        found.to_viewer.append((after.to_viewer - before.to_viewer) / elapsed)
    return found


def summarize(found: Traffic) -> dict[str, float | None]:
    """A row of the table."""
    both = [up + down for up, down in zip(found.to_host, found.to_viewer, strict=True)]
    return {
        "to the host, B/s": sum(found.to_host) / len(both),
        "to the viewer, B/s": sum(found.to_viewer) / len(both),
        "both, B/s": sum(both) / len(both),
        "both, busiest 5 s, B/s": max(both),
    }


def summarize_first(found: list[dict[str, float]]) -> dict[str, dict[str, float | None]]:
    """The table of first screens."""
    return {
        what: {
            "times": len(found),
            "median s": median([each[what] for each in found]),
            "slowest s": max(each[what] for each in found),
        }
        for what in FIRST
    }
