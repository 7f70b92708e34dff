"""Milliseconds from a key to its effect on the screen, the run being paused and resumed at random moments.

Without a link the time is taken when the word arrives from the program; behind one, when an emulated screen
shows it. Pauses and resumes stand apart: a paused run draws little, and the key that resumes it finds an idle
link.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.harness.byte_reader import ByteReader
from benchmarks.harness.digits import COLS, ROWS, digits_command, digits_environment, in_header
from benchmarks.harness.home import temporary_home
from benchmarks.harness.link import Link
from benchmarks.harness.results import add_json_option, format_results
from benchmarks.harness.statistics import percentile
from benchmarks.harness.terminal import Terminal

_KEY = "space"
_EFFECTS = {"pause": "paused", "resume": "running"}
_SHORTEST_S, _LONGEST_S = 0.3, 1.3


@dataclass(frozen=True, slots=True)
class Plan:
    """How many keys of each kind are pressed, after how long, and the seconds to wait for an effect."""

    presses: int
    settle_s: float
    limit_s: float
    seed: int


def time_locally(plan: Plan, home: Path) -> dict[str, list[float]]:
    """Time keys without a link; return the seconds of every pause and every resume."""
    with ByteReader(digits_command(), cols=COLS, rows=ROWS, environment=digits_environment(home)) as reader:
        reader.wait_for(_EFFECTS["resume"].encode(), plan.limit_s)
        return _alternate(
            lambda effect: reader.time_key(_KEY, effect.encode(), plan.limit_s), reader.run_for, plan
        )


def time_through(link: Link, plan: Plan, home: Path) -> dict[str, list[float]]:
    """Time keys behind a link; return the seconds of every pause and every resume."""
    with Terminal(
        digits_command(), cols=COLS, rows=ROWS, environment=digits_environment(home), link=link
    ) as terminal:

        def press(effect: str) -> float:
            begun = time.monotonic()
            terminal.press(_KEY)
            terminal.wait_for(in_header(effect), plan.limit_s)
            return time.monotonic() - begun

        terminal.wait_for(in_header(_EFFECTS["resume"]), plan.limit_s)
        return _alternate(press, terminal.run_for, plan)


def _alternate(
    press: Callable[[str], float], run_for: Callable[[float], None], plan: Plan
) -> dict[str, list[float]]:
    random = Random(plan.seed)
    seconds: dict[str, list[float]] = {name: [] for name in _EFFECTS}
    run_for(plan.settle_s)
    for _ in range(plan.presses):
        for name, effect in _EFFECTS.items():
            run_for(random.uniform(_SHORTEST_S, _LONGEST_S))
            seconds[name].append(press(effect))
    return seconds


def summarize(seconds: list[float]) -> dict[str, float | None]:
    """Return what the table says of one key."""
    figures: dict[str, float | None] = {"presses": len(seconds)}
    for percent in (50, 90, 99):
        figures[f"p{percent} ms"] = 1000 * percentile(seconds, percent)
    return figures | {"slowest ms": 1000 * max(seconds)}


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.keys",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--presses", type=int, default=30, help="keys of each kind")
    parser.add_argument("--rtt", type=float, default=0.0, help="round trip of a link in seconds")
    parser.add_argument("--rate", type=float, default=math.inf, help="rate of a link in bytes per second")
    parser.add_argument("--buffer", type=int, default=262_144, help="bytes a link holds before writes block")
    parser.add_argument("--settle", type=float, default=3.0, help="seconds to run before the first key")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds to wait for an effect")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    add_json_option(parser)
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    arguments = _parse()
    plan = Plan(arguments.presses, arguments.settle, arguments.limit, arguments.seed)
    link = Link(arguments.rtt, arguments.rate, arguments.buffer)
    is_local = arguments.rtt == 0 and math.isinf(arguments.rate)
    with temporary_home() as home:
        seconds = time_locally(plan, home) if is_local else time_through(link, plan, home)
    results = {name: summarize(values) for name, values in seconds.items()}
    print(format_results(results, label="key", as_json=arguments.json))


if __name__ == "__main__":
    main()
