"""How fast a run trains at pace max while a dashboard watches it, beside the same run alone.

One host is measured through all pairs: alone, then with a dashboard attached, then alone again, and so on. So
the pairs share a process, its memory and the machine's mood.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.harness.byte_reader import ByteReader
from benchmarks.harness.digits import COLS, ROWS
from benchmarks.harness.home import temporary_home
from benchmarks.harness.results import add_json_option, format_results
from benchmarks.harness.schedstat import ThreadTime, read_thread
from benchmarks.harness.statistics import median, quartiles
from benchmarks.harness.training import begin_run, home_environment
from nntui.session.protocol import Frame, Subscribe
from nntui.session.viewer import SocketViewer
from nntui.store.lock import Holder

NAME = "watched"


class Moment(NamedTuple):
    """Where a run stands: seconds of the clock, steps taken, and what its training thread used."""

    at_s: float
    step: int
    thread: ThreadTime


class Speed(NamedTuple):
    """Steps by the clock and by the training thread's own time, and the share of time it waited for a CPU."""

    per_s: float
    per_cpu_s: float
    waited: float


def moment(holder: Holder) -> Moment:
    """Ask the host once where it stands; the asking costs it one small report."""
    viewer = SocketViewer(holder.socket, Subscribe(rate_hz=1e-3))
    frame = next(message for message in viewer.messages() if isinstance(message, Frame))
    found = Moment(time.perf_counter(), frame.step, read_thread(holder.pid))
    viewer.close()
    return found


def speed(holder: Holder, seconds: float, watcher: ByteReader | None) -> Speed:
    """Measure for so long, reading what the dashboard writes meanwhile, if there is one."""
    begun = moment(holder)
    if watcher is not None:
        watcher.run_for(seconds)
    else:
        time.sleep(seconds)
    ended = moment(holder)
    steps, used = ended.step - begun.step, ended.thread - begun.thread
    elapsed = ended.at_s - begun.at_s
    return Speed(steps / elapsed, used.steps_per_cpu_second(steps), used.waited_s / elapsed)


def pair(holder: Holder, home: Path, seconds: float, settle: float) -> tuple[Speed, Speed]:
    """Measure alone, then with a dashboard that has settled."""
    alone = speed(holder, seconds, None)
    command = [sys.executable, "-m", "nntui", "attach", NAME]
    with ByteReader(command, cols=COLS, rows=ROWS, environment=home_environment(home)) as watcher:
        watcher.wait_for(b"running", 30.0)
        watcher.run_for(settle)
        attached = speed(holder, seconds, watcher)
    time.sleep(settle / 2)
    return alone, attached


def summarize(pairs: list[tuple[Speed, Speed]]) -> dict[str, dict[str, float | None]]:
    """Return the table: a row for each way of counting."""
    rows: dict[str, dict[str, float | None]] = {}
    for name, at in (("steps per second", 0), ("steps per CPU-second of the training thread", 1)):
        ratios = [attached[at] / alone[at] for alone, attached in pairs]
        lower, upper = quartiles(ratios)
        rows[name] = {
            "alone": median([alone[at] for alone, _ in pairs]),
            "attached": median([attached[at] for _, attached in pairs]),
            "ratio, median of pairs": median(ratios),
            "lower quartile": lower,
            "upper quartile": upper,
        }
    waits = ([alone.waited for alone, _ in pairs], [attached.waited for _, attached in pairs])
    rows["share of time waiting for a processor"] = {
        "alone": median(waits[0]),
        "attached": median(waits[1]),
        "ratio, median of pairs": None,
        "lower quartile": None,
        "upper quartile": None,
    }
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.attached",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--pairs", type=int, default=12, help="how many times alone and attached")
    parser.add_argument("--seconds", type=float, default=3.0, help="to measure each")
    parser.add_argument(
        "--settle", type=float, default=1.5, help="seconds after the dashboard's first picture"
    )
    add_json_option(parser)
    arguments = parser.parse_args()
    with temporary_home() as home:
        holder = begin_run(home, NAME, "--pace", "max")
        pairs = [pair(holder, home, arguments.seconds, arguments.settle) for _ in range(arguments.pairs)]
    print(format_results(summarize(pairs), label="64-32-10, pace max", as_json=arguments.json))


if __name__ == "__main__":
    main()
