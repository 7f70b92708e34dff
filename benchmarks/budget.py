"""What a budget of bytes does to the screen: how much is written, and how often each part of it changes.

The bytes are recorded with their times, and shown to an emulated screen afterwards, so that it takes no
processor from the program.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from math import inf, nan
from typing import NamedTuple

from benchmarks.harness.byte_reader import ByteReader, Heard
from benchmarks.harness.digits import COLS, ROWS, digits_command, digits_environment
from benchmarks.harness.emulator import Emulator
from benchmarks.harness.home import temporary_home
from benchmarks.harness.results import add_json_option, format_results
from benchmarks.harness.statistics import median

WINDOW_S = 5.0
"""Over so long a budget is to hold."""

CHART, HEAT = "Loss", "Weights"


class Areas(NamedTuple):
    """Rows and columns of the panels' contents, as half-open ranges."""

    chart: tuple[range, range]
    heat: tuple[range, range]


def most_in_window(heard: Sequence[Heard]) -> float:
    """The most bytes a second over any `WINDOW_S` seconds."""
    most, first, total = 0, 0, 0
    for each in heard:
        total += len(each.data)
        while each.at < inf and heard[first].at < each.at - WINDOW_S:
            total -= len(heard[first].data)
            first += 1
        most = max(most, total)
    return most / WINDOW_S


def areas_of(rows: Sequence[str]) -> Areas:
    """Where the two panels stand, by their frames."""
    top = next(y for y, row in enumerate(rows) if f" {CHART} " in row and f" {HEAT} " in row)
    bottom = next(y for y in range(top + 1, len(rows)) if rows[y].startswith("╰"))
    middle = rows[top].index("╮") + 1
    # Above the chart is its legend, below the map its own.
    chart = (range(top + 2, bottom), range(1, middle - 1))
    return Areas(chart, (range(top + 1, bottom - 2), range(middle + 1, len(rows[0]) - 1)))


def part(screen: Emulator, rows: range, columns: range) -> list[tuple[object, ...]]:
    """What is seen there, cell by cell."""
    return [tuple(screen.cell(x, y) for x in columns) for y in rows]


def changes(heard: Sequence[Heard], begun: float) -> dict[str, float | None]:
    """How often numbers and chart changed a second from `begun` on, and how long a heat row stood still."""
    screen = Emulator(COLS, ROWS)
    areas: Areas | None = None
    header, chart = "", [()]
    counts = {"numbers": 0, "chart": 0}
    rows: list[tuple[object, ...]] = []
    at: list[float] = []
    waits: list[list[float]] = []
    for each in heard:
        screen.feed(each.data)
        if each.at < begun:
            continue
        if areas is None:
            areas = areas_of(screen.rows)
            rows = part(screen, *areas.heat)
            at = [begun] * len(rows)
            waits = [[] for _ in rows]
        now_header, now_chart, now_rows = (
            screen.rows[0],
            part(screen, *areas.chart),
            part(screen, *areas.heat),
        )
        counts["numbers"] += now_header != header
        counts["chart"] += now_chart != chart
        for row, (before, now) in enumerate(zip(rows, now_rows, strict=True)):
            if before != now:
                waits[row].append(each.at - at[row])
                at[row] = each.at
        header, chart, rows = now_header, now_chart, now_rows
    seconds = heard[-1].at - begun
    # Rows below the map are drawn once, and stay.
    alive = [(*known, heard[-1].at - at[row]) for row, known in enumerate(waits) if len(known) > 1]
    return {
        "numbers/s": counts["numbers"] / seconds,
        "chart/s": counts["chart"] / seconds,
        "heat rows": float(len(alive)),
        "a row waits s": max(map(max, alive), default=nan),
    }


def measure(budget: str, color: str, settle_s: float, seconds: float) -> dict[str, float | None]:
    """Run digits at full speed on a 120×40 screen within a budget."""
    with temporary_home() as home:
        command = [*digits_command(), "--budget", budget, "--color", color]
        environment = digits_environment(home)
        with ByteReader(command, cols=COLS, rows=ROWS, environment=environment, record=True) as reader:
            reader.wait_for(b"running", 30.0)
            reader.run_for(settle_s + seconds)
            heard = reader.heard
    begun = heard[-1].at - seconds
    recent = [each for each in heard if each.at >= begun]
    figures: dict[str, float | None] = {
        "bytes/s": sum(len(each.data) for each in recent) / seconds,
        "most in 5 s, B/s": most_in_window(heard),
    }
    return figures | changes(heard, begun)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.budget",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--runs", type=int, default=5, help="of each kind; medians are printed")
    parser.add_argument("--settle", type=float, default=2.5, help="seconds to run first")
    parser.add_argument("--seconds", type=float, default=10.0, help="to measure")
    add_json_option(parser)
    arguments = parser.parse_args()
    results: dict[str, dict[str, float | None]] = {}
    for budget, color in (("none", "truecolor"), ("none", "256"), ("8k", "truecolor"), ("4k", "256")):
        runs = [measure(budget, color, arguments.settle, arguments.seconds) for _ in range(arguments.runs)]
        results[f"{budget}, {color}"] = {
            name: median([figure if (figure := run[name]) is not None else nan for run in runs])
            for name in runs[0]
        }
    print(format_results(results, label="budget, colours", as_json=arguments.json))


if __name__ == "__main__":
    main()
