"""What viewers cost a run that never read, or are stopped: its speed with them ÷ alone, and its memory.

One host is measured through all pairs, alone and with the viewers in turn, at pace max; its memory while it
goes at pace 100, so that what the run itself adds is small.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from msgspec.structs import replace

from benchmarks.attached import Speed, speed
from benchmarks.harness.byte_reader import ByteReader
from benchmarks.harness.digits import COLS, ROWS
from benchmarks.harness.home import temporary_home
from benchmarks.harness.processes import proportional_set_size
from benchmarks.harness.results import Results, add_json_option, format_results
from benchmarks.harness.statistics import median, quartiles
from benchmarks.harness.training import begin_run, home_environment
from nntui.session.codec import encode
from nntui.session.protocol import HeatRequest, Subscribe
from nntui.session.viewer import hello
from nntui.store.lock import Holder

SHOWN = Subscribe(columns=90, heat=HeatRequest("dense_1", 44, 66), layers=True)
"""What a dashboard shows at 120×40."""

EVERY_EPOCH = replace(SHOWN, epochs=True)
"""And at pace max hundreds of messages a second that are not to be missed."""

Viewers = Callable[[], AbstractContextManager[None]]


@contextmanager
def never_reading(holder: Holder, count: int, wanted: Subscribe) -> Iterator[None]:
    """So many viewers that say what they want, and take nothing of it."""
    with ExitStack() as stack:
        for _ in range(count):
            connected = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            connected.connect(holder.socket)
            connected.sendall(encode(hello()) + encode(wanted))
        yield


@contextmanager
def stopped_dashboards(home: Path, name: str, count: int) -> Iterator[None]:
    """So many dashboards in terminals of their own, stopped when they had shown the run."""
    command = [sys.executable, "-m", "nntui", "attach", name]
    with ExitStack() as stack:
        for _ in range(count):
            reader = ByteReader(command, cols=COLS, rows=ROWS, environment=home_environment(home))
            stack.enter_context(reader)
            reader.wait_for(b"running", 30.0)
            reader.run_for(0.5)
            os.killpg(reader.pid, signal.SIGSTOP)
            # One that is stopped would not hear that it is to end.
            stack.callback(os.killpg, reader.pid, signal.SIGCONT)
        yield


def pairs(holder: Holder, viewers: Viewers, count: int, seconds: float) -> list[tuple[Speed, Speed]]:
    """Measure alone and with the viewers, in turn."""
    found = []
    for _ in range(count):
        alone = speed(holder, seconds, None)
        with viewers():
            time.sleep(1.0)
            found.append((alone, speed(holder, seconds, None)))
        time.sleep(0.5)
    return found


def summarize(found: list[tuple[Speed, Speed]]) -> dict[str, float | None]:
    """A row of the table of speeds."""
    figures: dict[str, float | None] = {"pairs": len(found)}
    for name, at in (("steps/CPU-s", 1), ("steps/s", 0)):
        ratios = [with_them[at] / alone[at] for alone, with_them in found]
        lower, upper = quartiles(ratios)
        figures[f"{name} alone"] = median([alone[at] for alone, _ in found])
        figures[f"with ÷ alone, {name}"] = median(ratios)
        figures[f"quartiles, {name}"] = lower
        figures[f"to, {name}"] = upper
    return figures


def memory(holder: Holder, viewers: Viewers, count: int, seconds: float) -> dict[str, float | None]:
    """A row of the table of memory: before the viewers come, when they are there, and later."""
    before = proportional_set_size(holder.pid)
    with viewers():
        time.sleep(2.0)
        begun, first = time.monotonic(), proportional_set_size(holder.pid)
        most = first
        while time.monotonic() < begun + seconds:
            time.sleep(1.0)
            most = max(most, last := proportional_set_size(holder.pid))
    return {
        "viewers": count,
        "before, MB": before / 1e6,
        "there, MB": first / 1e6,
        "at most, MB": most / 1e6,
        "a viewer, KB": (first - before) / count / 1e3 if count else None,
        "growth, KB a minute": (last - first) / seconds * 60 / 1e3,
    }


@contextmanager
def nobody() -> Iterator[None]:
    """No viewers."""
    yield


def measure(home: Path, plan: argparse.Namespace) -> dict[str, Results]:
    """Both tables."""
    fast, calm = begin_run(home, "fast", "--pace", "max"), begin_run(home, "calm", "--pace", "100")
    kinds = f"{plan.viewers} that never read", "and want every epoch", f"{plan.stopped} dashboards stopped"

    def viewers_of(holder: Holder, name: str) -> dict[str, tuple[Viewers, int]]:
        return {
            kinds[0]: (lambda: never_reading(holder, plan.viewers, SHOWN), plan.viewers),
            kinds[1]: (lambda: never_reading(holder, plan.viewers, EVERY_EPOCH), plan.viewers),
            kinds[2]: (lambda: stopped_dashboards(home, name, plan.stopped), plan.stopped),
        }

    speeds = {
        kind: summarize(pairs(fast, viewers, plan.pairs, plan.seconds))
        for kind, (viewers, _) in viewers_of(fast, "fast").items()
    }
    os.kill(fast.pid, signal.SIGTERM)
    sizes = {"nobody": memory(calm, nobody, 0, plan.minutes * 60)} | {
        kind: memory(calm, viewers, count, plan.minutes * 60)
        for kind, (viewers, count) in viewers_of(calm, "calm").items()
    }
    return {"speed": speeds, "memory of the host": sizes}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.unread",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--viewers", type=int, default=100, help="that never read")
    parser.add_argument("--stopped", type=int, default=5, help="dashboards that are stopped")
    parser.add_argument("--pairs", type=int, default=12, help="how many times alone and with them")
    parser.add_argument("--seconds", type=float, default=3.0, help="to measure each")
    parser.add_argument("--minutes", type=float, default=2.0, help="to watch the memory with each")
    add_json_option(parser)
    plan = parser.parse_args()
    with temporary_home() as home:
        tables = measure(home, plan)
    print("\n\n".join(format_results(found, label=name, as_json=plan.json) for name, found in tables.items()))


if __name__ == "__main__":
    main()
