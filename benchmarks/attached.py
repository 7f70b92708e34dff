"""How fast a run trains at pace max while a dashboard watches it, beside the same run alone.

One host is measured through all rounds: alone, then with a dashboard attached, then alone again, and so on.
They share a process and its memory; and what was attached is set against the mean of what was alone just
before and just after it, because the speed of a machine drifts by more than what watching costs.
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


class Round(NamedTuple):
    """One measure with a dashboard, and those without before and after it."""

    before: Speed
    attached: Speed
    after: Speed

    def ratio(self, at: int) -> float:
        """Attached ÷ alone, by the clock (0) or by the training thread's own time (1)."""
        return self.attached[at] / (0.5 * (self.before[at] + self.after[at]))


def watched(holder: Holder, home: Path, seconds: float, settle: float) -> Speed:
    """Measure with a dashboard that has settled."""
    command = [sys.executable, "-m", "nntui", "attach", NAME]
    with ByteReader(command, cols=COLS, rows=ROWS, environment=home_environment(home)) as watcher:
        watcher.wait_for(b"running", 30.0)
        watcher.run_for(settle)
        return speed(holder, seconds, watcher)


def rounds(holder: Holder, home: Path, count: int, seconds: float, settle: float) -> list[Round]:
    """Measure with and without a dashboard in turn."""
    found = []
    before = speed(holder, seconds, None)
    for _ in range(count):
        attached = watched(holder, home, seconds, settle)
        time.sleep(settle / 2)
        after = speed(holder, seconds, None)
        found.append(Round(before, attached, after))
        before = after
    return found


def summarize(found: list[Round]) -> dict[str, dict[str, float | None]]:
    """Return the table: a row for each way of counting."""
    rows: dict[str, dict[str, float | None]] = {}
    for name, at in (("steps per second", 0), ("steps per CPU-second of the training thread", 1)):
        ratios = [each.ratio(at) for each in found]
        lower, upper = quartiles(ratios)
        rows[name] = {
            "alone": median([each.before[at] for each in found]),
            "attached": median([each.attached[at] for each in found]),
            "ratio, median of rounds": median(ratios),
            "lower quartile": lower,
            "upper quartile": upper,
        }
    rows["share of time waiting for a processor"] = {
        "alone": median([each.before.waited for each in found]),
        "attached": median([each.attached.waited for each in found]),
        "ratio, median of rounds": None,
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
    parser.add_argument("--rounds", type=int, default=30, help="how many times attached")
    parser.add_argument("--seconds", type=float, default=1.5, help="to measure each")
    parser.add_argument(
        "--settle", type=float, default=1.0, help="seconds after the dashboard's first picture"
    )
    add_json_option(parser)
    arguments = parser.parse_args()
    with temporary_home() as home:
        holder = begin_run(home, NAME, "--pace", "max")
        found = rounds(holder, home, arguments.rounds, arguments.seconds, arguments.settle)
    print(format_results(summarize(found), label="64-32-10, pace max", as_json=arguments.json))


if __name__ == "__main__":
    main()
