"""D3: a terminal stops reading: the event loop goes on, `q` works, and afterwards the screen is right."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.pty_process import PtyProcess
from benchmarks.harness.terminal import Terminal
from tests.faults.conftest import FULL
from tests.faults.drawn import looks
from tests.terminal.looking import COMMAND, in_header, leave_by, take_steps

Until = Callable[[Callable[[], object]], None]
Size = Callable[[int, int], int]

RUN = ("iris", "--threads", "1", "--epochs", "100000", "--pace", "max")

LONGEST_GAP_S = 0.1

WATCHED = """
import asyncio, sys, time
from nntui.app import NntuiApp
from nntui.cli.main import main

mounted = NntuiApp.on_mount

def on_mount(self):
    mounted(self)
    self.set_timer(2.0, lambda: asyncio.get_running_loop().call_later(0.0, look, time.monotonic(), 0.0))

def look(before, longest):
    now = time.monotonic()
    longest = max(longest, now - before)
    open(sys.argv[-1], "w").write(f"{longest:.4f}")
    asyncio.get_running_loop().call_later(0.002, look, now, longest)

NntuiApp.on_mount = on_mount
sys.exit(main(sys.argv[1:-1]))
"""
"""nntui, but that it writes down the longest time in which its event loop did not turn."""


def stop_reading(seconds: float) -> None:
    """Let time pass in which nobody reads what the program writes: that is what this row is about."""
    time.sleep(seconds)


def test_the_event_loop_goes_on(home: Path, tmp_path: Path, size: Size) -> None:  # noqa: ARG001
    """It is never away for long, while nobody reads and when somebody does again."""
    figure = tmp_path / "gap"
    with Terminal([sys.executable, "-c", WATCHED, *RUN, str(figure)]) as terminal:
        terminal.wait_for(in_header("● running"))
        terminal.run_for(2.5)
        stop_reading(size(3, 30))
        terminal.run_for(0.5)
        leave_by(terminal, "q", "s")
    gap = float(figure.read_text())
    assert gap < 3 * LONGEST_GAP_S, gap  # as much again, and once more, for a machine that does other things


@pytest.mark.parametrize("keys", [b"qs", b"q\r", b"\x03s"] if FULL else [b"qs"], ids=repr)
def test_it_can_be_left(home: Path, until: Until, size: Size, keys: bytes) -> None:
    """Within a second of the last key, though nobody has seen the question that it answers."""
    with PtyProcess([*COMMAND, *RUN]) as process:
        seen = b""
        while b"running" not in seen:
            assert process.readable(10.0)
            seen += process.read(65_536)
        cooked = process.line_modes
        stop_reading(size(3, 30))
        process.write(keys)
        begun = time.monotonic()
        until(lambda: process.line_modes != cooked or process.exit_code is not None)
        process.wait(10.0)
        assert time.monotonic() - begun < 2.0
        assert process.exit_code == 0
    for pid in host_pids(home):
        os.kill(pid, signal.SIGTERM)


def test_the_screen_is_right_afterwards(home: Path, size: Size) -> None:  # noqa: ARG001
    """It shows how the run stands by then, and drawn anew it is the same."""
    with Terminal([*COMMAND, *RUN]) as terminal:
        terminal.wait_for(in_header("● running"))
        terminal.run_for(0.5)
        stop_reading(size(3, 30))
        take_steps(terminal, 100)
        terminal.press("space")
        terminal.wait_for(in_header("‖ paused"))
        terminal.run_for(0.5)
        before = looks(terminal)
        terminal.press("ctrl+l")
        terminal.run_for(0.5)
        assert looks(terminal) == before
        leave_by(terminal, "q", "s")
