"""A dashboard in a terminal, as a person opens it and reads it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.harness.terminal import Terminal

COMMAND = (sys.executable, "-m", "nntui")
PATIENCE_S, POLL_S = 20.0, 0.02
IRIS = ("iris", "--threads", "1", "--seed", "4")


@contextmanager
def dashboard(*arguments: str, stdout: Path | None = None) -> Iterator[Terminal]:
    """A dashboard that has heard from its host."""
    with Terminal((*COMMAND, *arguments), stdout=stdout) as terminal:
        terminal.wait_for(r"^ nntui  \S+ .*step \d")
        yield terminal


def step(terminal: Terminal) -> int:
    """The step in the header, once that is drawn."""
    terminal.wait_for(r"\A.*\bstep \d")
    found = re.search(r"step ([\d,]+)", terminal.rows[0])
    assert found is not None, terminal.rows[0]
    return int(found[1].replace(",", ""))


def in_header(text: str) -> str:
    """A pattern for a text in the line at the top."""
    return rf"^ nntui .*{re.escape(text)}"


def take_steps(terminal: Terminal, count: int) -> None:
    """Wait until so many more steps are on the screen, of a run that trains."""
    wanted, deadline = step(terminal) + count, time.monotonic() + PATIENCE_S
    while step(terminal) < wanted or "● running" not in terminal.rows[0]:
        assert time.monotonic() < deadline, terminal.rows[0]
        terminal.run_for(POLL_S)


def leave_by(terminal: Terminal, *keys: str) -> int:
    """Leave a run that is not over, the last key being the answer to a question; the exit code."""
    *first, last = keys
    if first:
        terminal.press(*first)
        terminal.wait_for("stop it, and quit")
    terminal.press(last)
    return terminal.wait_exit()
