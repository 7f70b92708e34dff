"""A dashboard that was started by a shell, with its guard between the two."""

from __future__ import annotations

import os
import re
import shlex
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.harness.home import host_pids
from benchmarks.harness.processes import dashboard_of
from benchmarks.harness.terminal import Terminal
from tests.terminal.looking import COMMAND, in_header, take_steps

RUN = ("iris", "--threads", "1", "--epochs", "100000", "--pace", "50")


class Shelled(NamedTuple):
    """The terminal, and who runs in it. cooked: how its lines were before."""

    terminal: Terminal
    guard: int
    dashboard: int
    cooked: tuple[int, ...]

    @property
    def code(self) -> int:
        """The exit code, which the shell says when asked: it may take the terminal before all is restored."""
        self.terminal.press("\n")
        self.terminal.wait_for(r"code \d+\.")
        return int(re.findall(r"code (\d+)\.", self.terminal.text)[-1])

    @property
    def restored(self) -> bool:
        """Whether everything is as it was before."""
        return self.terminal.modes == frozenset() and self.terminal.line_modes == self.cooked

    def is_restored(self) -> bool:
        """The same, once what is on its way has arrived."""
        self.terminal.run_for(0.01)
        return self.restored


@contextmanager
def shelled(
    home: Path, *arguments: str, environment: Mapping[str, str] | None = None, before: str = ""
) -> Iterator[Shelled]:
    """A dashboard whose shell says its exit code, and goes on; its host ends with it.

    home: NNTUI_HOME. before: what the shell does first.
    """
    command = shlex.join([*COMMAND, *(arguments or RUN)])
    script = f'{before}\nread begin; {command}; code=$?; read on; echo "code $code."; read end'
    with Terminal(["sh", "-c", script], environment=environment) as terminal:
        cooked = terminal.line_modes
        terminal.press("\n")
        terminal.wait_for(in_header("● running"))
        take_steps(terminal, 3)
        guard = dashboard_of(terminal.pid)
        try:
            yield Shelled(terminal, guard, dashboard_of(guard), cooked)
        finally:
            for host in host_pids(home):
                os.kill(host, signal.SIGTERM)


def alive(pid: int) -> bool:
    """Whether there is such a process, other than one whose parent has not heard of its end yet."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
