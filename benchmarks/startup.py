"""Seconds from executing `nntui` to a screen with a real loss on it."""

from __future__ import annotations

import argparse

from benchmarks.harness.digits import COLS, LOSS, ROWS, digits_command, digits_environment, in_header
from benchmarks.harness.home import temporary_home
from benchmarks.harness.results import add_json_option, format_results
from benchmarks.harness.statistics import median, quartiles
from benchmarks.harness.terminal import Terminal

_MOMENTS = {"state of the run": in_header("running"), "training loss": LOSS}


def start_once(limit_s: float) -> dict[str, float]:
    """Start a run in a new home; return the seconds until each of the moments measured."""
    with (
        temporary_home() as home,
        Terminal(digits_command(), cols=COLS, rows=ROWS, environment=digits_environment(home)) as terminal,
    ):
        for pattern in _MOMENTS.values():
            terminal.wait_for(pattern, limit_s)
        return {moment: terminal.first_match[pattern] for moment, pattern in _MOMENTS.items()}


def summarize(seconds: list[float]) -> dict[str, float | None]:
    """Return what the table says of one moment."""
    lower, upper = quartiles(seconds)
    return {
        "starts": len(seconds),
        "median s": median(seconds),
        "lower quartile s": lower,
        "upper quartile s": upper,
        "slowest s": max(seconds),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.startup",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--starts", type=int, default=9, help="how many times to start")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds to wait for each start")
    add_json_option(parser)
    arguments = parser.parse_args()

    # The first start reads everything from disk and is left out.
    start_once(arguments.limit)
    starts = [start_once(arguments.limit) for _ in range(arguments.starts)]
    results = {moment: summarize([start[moment] for start in starts]) for moment in _MOMENTS}
    print(format_results(results, label="on the screen", as_json=arguments.json))


if __name__ == "__main__":
    main()
