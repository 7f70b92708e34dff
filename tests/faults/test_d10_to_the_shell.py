"""D10: to the shell by ctrl+z and back by fg: restored, redrawn, and training has not paused."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.terminal import Terminal
from nntui.store.reading import read_standing
from tests.faults.conftest import FULL
from tests.faults.drawn import looks
from tests.terminal.looking import COMMAND, in_header, step, take_steps

Until = Callable[[Callable[[], object]], None]

DASHBOARD = " ".join((*COMMAND, "iris --threads 1 --epochs 100000 --pace 50"))
SHELLS = [shell for shell in ("bash", "zsh", "ksh", "fish", "tcsh") if shutil.which(shell)]
TRIED = SHELLS if FULL else SHELLS[:2]
BARE = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"], "tcsh": ["-f"], "ksh": []}


@pytest.fixture
def shell(home: Path, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    """A shell with job control, as a person has it, that has started a dashboard."""
    name = request.param
    with Terminal([name, *BARE[name], "-i"], environment={"PS1": "ready> ", "PROMPT": "ready> "}) as terminal:
        terminal.run_for(0.5)
        terminal.press(f"{DASHBOARD}\r")
        terminal.wait_for(in_header("● running"), 20.0)
        yield terminal
        for pid in host_pids(home):
            os.kill(pid, signal.SIGTERM)


def trained_to(home: Path, step: int) -> bool:
    """Whether the run has taken so many steps, as is written down."""
    stood, _ = read_standing(home / "runs" / "iris-1")
    return stood is not None and stood.step >= step


@pytest.mark.parametrize("shell", TRIED, indirect=True)
def test_there_and_back(home: Path, shell: Terminal, until: Until) -> None:
    """Twice; in the shell everything is as shells have it, and what one types is shown."""
    for _ in range(2):
        take_steps(shell, 3)
        left_at = step(shell)
        shell.press("ctrl+z")
        until(lambda: shell.run_for(0.02) or not shell.modes & {"alternate screen", "mouse", "hidden cursor"})
        shell.run_for(0.2)
        shell.press("echo s''een\r")
        shell.wait_for(r"^seen")
        until(partial(trained_to, home, left_at + 20))
        shell.press("fg\r")
        shell.wait_for(in_header("● running"))
    shell.press("space")
    shell.wait_for(in_header("‖ paused"))
    shell.run_for(0.3)
    before = looks(shell)
    shell.press("ctrl+l")
    shell.run_for(0.3)
    assert looks(shell) == before
    leave_twice(shell)


def leave_twice(shell: Terminal) -> None:
    """Leave the dashboard, and then the shell."""
    shell.press("q")
    shell.wait_for("stop it, and quit")
    shell.press("s")
    shell.run_for(1.0)
    shell.press("exit\r")
    assert shell.wait_exit() == 0


def test_the_terminal_is_written_to_no_more(home: Path, until: Until) -> None:
    """While it is stopped not a byte comes from it; the host goes on."""
    with Terminal(["bash", "--norc", "--noprofile", "-i"]) as terminal:
        terminal.press(f"{DASHBOARD}\r")
        terminal.wait_for(in_header("● running"), 20.0)
        terminal.press("ctrl+z")
        until(lambda: terminal.run_for(0.02) or "alternate screen" not in terminal.modes)
        terminal.run_for(0.3)
        written = terminal.written
        terminal.run_for(0.5)
        assert terminal.written == written
        terminal.press("fg\r")
        terminal.wait_for(in_header("● running"))
        terminal.press("d")
        terminal.wait_for("goes on: nntui attach")
        for pid in host_pids(home):
            os.kill(pid, signal.SIGTERM)
