"""How fast a run trains while a dashboard watches it, beside the same run alone: `nntui train` at pace max.

One host is measured through all pairs: alone, then with a dashboard attached, then alone again, and so on. So
the pairs share a process, its memory and the machine's mood.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.harness.byte_reader import ByteReader
from benchmarks.harness.digits import COLS, ROWS, digits_environment, train_command
from benchmarks.harness.home import temporary_home
from benchmarks.harness.results import add_json_option, format_results
from benchmarks.harness.schedstat import ThreadTime, read_thread
from benchmarks.harness.statistics import median, quartiles
from nntui.session.protocol import Frame, Subscribe
from nntui.session.viewer import SocketViewer
from nntui.store.lock import Holder, read_holder

_DASHBOARD = "import sys; from nntui.app import NntuiApp; NntuiApp(sys.argv[1]).run()"


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


@contextmanager
def training_alone() -> Iterator[Holder]:
    """Run `nntui train` without an end, and say who trains."""
    with temporary_home() as home:
        environment = {**os.environ, **digits_environment(home)}
        client = subprocess.Popen(
            train_command(), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield _holder(home)
        finally:
            client.terminate()
            client.wait()


def _holder(home: Path, limit_s: float = 20.0) -> Holder:
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        for lock in home.glob("runs/*/lock"):
            holder = read_holder(lock.parent)
            if holder is not None and Path(holder.socket).exists():
                time.sleep(1.0)
                return holder
        time.sleep(0.05)
    raise TimeoutError(f"no host began within {limit_s:g} s")


def pair(holder: Holder, seconds: float, settle: float) -> tuple[Speed, Speed]:
    """Measure alone, then with a dashboard that has settled."""
    alone = speed(holder, seconds, None)
    command = [sys.executable, "-c", _DASHBOARD, holder.socket]
    with ByteReader(command, cols=COLS, rows=ROWS) as watcher:
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
    with training_alone() as holder:
        pairs = [pair(holder, arguments.seconds, arguments.settle) for _ in range(arguments.pairs)]
    print(format_results(summarize(pairs), label="64-32-10, pace max", as_json=arguments.json))


if __name__ == "__main__":
    main()
