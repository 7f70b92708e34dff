"""A machine at the far end of a slow link, with runs on it, and the dashboard at the near end."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.digits import COLS, ROWS
from benchmarks.harness.home import temporary_home
from benchmarks.harness.link import Link
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.throttled_ssh import ThrottledSsh, throttled_ssh
from benchmarks.harness.training import home_environment

LIVE = r"\A.*(?:● running|‖ paused)"
"""Matches a screen that shows a run's state; one that is offline does not say what runs."""

OFFLINE, STALE = r"\A.*○ offline", r"\A.*○ stale"
"""Match screens without a connection, and with one that is silent."""

_STEP = re.compile(r"step ([\d,]+)")


@dataclass(frozen=True)
class Place:
    """Where the runs are, and the way there."""

    home: Path
    ssh: ThrottledSsh

    def attached(self, name: str, *options: str) -> Terminal:
        """A dashboard at the near end, about to connect."""
        command = [sys.executable, "-m", "nntui", "attach", f"far:{name}", *options]
        environment = home_environment(self.home) | {"NNTUI_SSH": str(self.ssh.program)}
        return Terminal(command, cols=COLS, rows=ROWS, environment=environment)


@contextmanager
def place_behind(link: Link) -> Iterator[Place]:
    """Make such a machine, and end all of it afterwards."""
    with temporary_home() as home, throttled_ssh(link) as ssh:
        yield Place(home, ssh)


def step_shown(terminal: Terminal) -> int | None:
    """The step in the header; None while there is none."""
    found = _STEP.search(terminal.rows[0])
    return int(found[1].replace(",", "")) if found else None
