"""From a key to its own mark on the screen, and to the state that the host acknowledged."""

from __future__ import annotations

import time
from dataclasses import dataclass
from random import Random

from benchmarks.far.place import step_shown
from benchmarks.harness.statistics import median, percentile
from benchmarks.harness.terminal import Terminal

SHORTEST_S, LONGEST_S = 0.3, 1.3


@dataclass(frozen=True)
class Key:
    """A key, its mark, and what stands in the header once it is done; {step} is that of before + 1."""

    name: str
    key: str
    mark: str
    done: str


_NO_MARK = r"\A(?!.* …)"

KEYS = (
    Key("rate up", "]", r"lr → 1\.25e-3 …", r"lr 1\.25e-3"),
    Key("rate down", "[", r"lr → 1e-3 …", r"lr 1e-3"),
    Key("pace down", "<", r"pace → 50 …", "● running"),
    Key("pace up", ">", r"pace → 100 …", "● running"),
    Key("evaluate", "v", "evaluating …", "● running"),
    Key("pause", "space", "pausing …", "‖ paused"),
    Key("one step", "s", "1 step …", "‖ paused.*step {step} "),
    Key("run", "space", "resuming …", "● running"),
)
"""A round of a run at pace 100; after it all is as it was."""


@dataclass(frozen=True)
class Pressed:
    """Seconds from a key to its mark, and to the state."""

    name: str
    mark_s: float
    done_s: float


def press_rounds(terminal: Terminal, rounds: int, limit_s: float, random: Random) -> list[Pressed]:
    """Press every key in each round, at random moments."""
    pressed = []
    for _ in range(rounds):
        for key in KEYS:
            terminal.run_for(random.uniform(SHORTEST_S, LONGEST_S))
            pressed.append(_press(terminal, key, limit_s))
    return pressed


def _press(terminal: Terminal, key: Key, limit_s: float) -> Pressed:
    step = f"{(step_shown(terminal) or 0) + 1:,}"
    begun = time.monotonic()
    terminal.press(key.key)
    terminal.wait_for(rf"\A.*{key.mark}", limit_s)
    mark_s = time.monotonic() - begun
    terminal.wait_for(rf"{_NO_MARK}.*{key.done.replace('{step}', step)}", limit_s)
    return Pressed(key.name, mark_s, time.monotonic() - begun)


def summarize(pressed: list[Pressed], round_trip_s: float) -> dict[str, dict[str, float | None]]:
    """A row for all keys together, and one for each kind."""
    rows = {"all": pressed}
    for key in KEYS:
        rows[key.name] = [each for each in pressed if each.name == key.name]
    return {name: figures(each, round_trip_s) for name, each in rows.items()}


def figures(pressed: list[Pressed], round_trip_s: float) -> dict[str, float | None]:
    """A row of the table; the state is that of the run, or why the key was refused."""
    marks, states = [each.mark_s for each in pressed], [each.done_s for each in pressed]
    return {
        "keys": len(pressed),
        "mark p50 ms": 1000 * median(marks),
        "mark p99 ms": 1000 * percentile(marks, 99),
        "state p50 ms": 1000 * median(states),
        "state p99 ms": 1000 * percentile(states, 99),
        "beyond the round trip, p50 ms": 1000 * (median(states) - round_trip_s),
        "beyond the round trip, p99 ms": 1000 * (percentile(states, 99) - round_trip_s),
    }
