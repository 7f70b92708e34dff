"""Bytes per second to the terminal in the default view while training, and the CPU and memory this takes.

Where the system has no /proc, CPU and memory are left out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from contextlib import suppress

from benchmarks.harness.byte_reader import ByteReader
from benchmarks.harness.digits import COLS, ROWS, digits_command, digits_environment
from benchmarks.harness.home import host_pids, temporary_home
from benchmarks.harness.processes import MeasurementError, cpu_seconds, dashboard_of, proportional_set_size
from benchmarks.harness.results import add_json_option, format_results

_MEGABYTE = 1_000_000


def measure(settle_s: float, seconds: float, limit_s: float) -> dict[str, float | None]:
    """Run digits at full speed on a 120×40 screen and return the figures of the table.

    Raises RuntimeError where no host holds the run.
    """
    with (
        temporary_home() as home,
        ByteReader(digits_command(), cols=COLS, rows=ROWS, environment=digits_environment(home)) as reader,
    ):
        reader.wait_for(b"running", limit_s)
        reader.run_for(settle_s)
        figures = _over(reader, seconds)
        hosts = host_pids(home)
        if not hosts:
            raise RuntimeError(f"no host holds a run below {home}: it has ended, or locks another file")
        figures["dashboard PSS MB"] = _megabytes({reader.pid, dashboard_of(reader.pid)})
        figures["with host PSS MB"] = _megabytes(hosts | {reader.pid, dashboard_of(reader.pid)})
        return figures


def _over(reader: ByteReader, seconds: float) -> dict[str, float | None]:
    dashboard = dashboard_of(reader.pid)
    written, cpu, begun = reader.written, _if_measurable(cpu_seconds, dashboard), time.monotonic()
    reader.run_for(seconds)
    elapsed = time.monotonic() - begun
    cpu_after = _if_measurable(cpu_seconds, dashboard)
    return {
        "bytes/s": (reader.written - written) / elapsed,
        "dashboard CPU %": None if cpu is None or cpu_after is None else 100 * (cpu_after - cpu) / elapsed,
    }


def _megabytes(pids: set[int]) -> float | None:
    """Return the memory of processes together, or None where it cannot be measured for all of them."""
    sizes = [_if_measurable(proportional_set_size, pid) for pid in pids]
    known = [size for size in sizes if size is not None]
    return sum(known) / _MEGABYTE if len(known) == len(sizes) else None


def _if_measurable(read: Callable[[int], float], pid: int) -> float | None:
    with suppress(MeasurementError):
        return read(pid)
    return None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.traffic",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--settle", type=float, default=5.0, help="seconds to run first")
    parser.add_argument("--seconds", type=float, default=20.0, help="seconds to measure")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds to wait for the run to start")
    add_json_option(parser)
    arguments = parser.parse_args()
    figures = measure(arguments.settle, arguments.seconds, arguments.limit)
    print(format_results({"digits, pace max": figures}, label="run", as_json=arguments.json))


if __name__ == "__main__":
    main()
