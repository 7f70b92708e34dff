"""Milliseconds from a signal until the terminal is as it was before, for the dashboard and for its guard."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import time
from pathlib import Path

from benchmarks.harness.digits import digits_command, digits_environment, in_header
from benchmarks.harness.home import temporary_home
from benchmarks.harness.processes import dashboard_of
from benchmarks.harness.results import add_json_option, format_results
from benchmarks.harness.statistics import median
from benchmarks.harness.terminal import Terminal

SIGNALS = ("INT", "TERM", "HUP", "QUIT", "ABRT", "SEGV", "KILL")
LIMIT_S = 5.0


def restored_after(name: str, target: str, home: Path) -> float:
    """Start a dashboard under a shell, send a signal, and return the seconds until all is restored.

    Raises RuntimeError where it is not.
    """
    script = f"read begin; {shlex.join(digits_command())}; read end"
    with Terminal(["sh", "-c", script], environment=digits_environment(home)) as terminal:
        cooked = terminal.line_modes
        terminal.press("\n")
        terminal.wait_for(in_header("running"), 30.0)
        terminal.run_for(1.0)
        guard = dashboard_of(terminal.pid)
        begun = time.monotonic()
        os.kill(guard if target == "guard" else dashboard_of(guard), signal.Signals[f"SIG{name}"])
        while terminal.modes or terminal.line_modes != cooked:
            if time.monotonic() > begun + LIMIT_S:
                raise RuntimeError(f"{name} to the {target}: {sorted(terminal.modes)} after {LIMIT_S} s")
            terminal.run_for(0.002)
        return time.monotonic() - begun


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.restore",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--times", type=int, default=5, help="each signal is sent")
    add_json_option(parser)
    arguments = parser.parse_args()
    results: dict[str, dict[str, float | None]] = {}
    for name in SIGNALS:
        figures: dict[str, float | None] = {}
        for target in ("dashboard", "guard"):
            seconds = []
            for _ in range(arguments.times):
                with temporary_home() as home:
                    seconds.append(restored_after(name, target, home))
            figures[f"{target}, median ms"] = 1000 * median(seconds)
            figures[f"{target}, slowest ms"] = 1000 * max(seconds)
        results[name] = figures
    print(format_results(results, label="signal to", as_json=arguments.json))


if __name__ == "__main__":
    main()
