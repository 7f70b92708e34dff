"""D4: the terminal is closed: the dashboard ends soon, also where it ignores hang-ups, and burns no CPU."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.processes import dashboard_of
from benchmarks.harness.pty_process import PtyProcess
from tests.faults.shelled import alive

Until = Callable[[Callable[[], object]], None]

IGNORING = """
import signal, subprocess, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
sys.exit(subprocess.call([sys.executable, "-m", "nntui", "iris", "--threads", "1", "--pace", "50"]))
"""
"""Starts it as `nohup` does."""


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", IGNORING],
        [sys.executable, "-m", "nntui", "iris", "--threads", "1", "--pace", "50"],
    ],
    ids=["hang-ups ignored", "as ever"],
)
def test_it_ends(home: Path, until: Until, command: list[str]) -> None:
    """The dashboard and its guard are gone, the host trains on."""
    process = PtyProcess(command)
    try:
        seen = b""
        while b"running" not in seen:
            assert process.readable(10.0)
            seen += process.read(65_536)
        pids = [process.pid]
        while (child := dashboard_of(pids[-1])) not in {pids[-1], *host_pids(home)}:
            pids.append(child)
        os.close(process.fd)
        until(lambda: not any(map(alive, pids[1:])))
        assert len(host_pids(home)) == 1
    finally:
        process.fd = os.open(os.devnull, os.O_RDWR)
        process.end()
        for pid in host_pids(home):
            os.kill(pid, signal.SIGTERM)
