"""The dashboard as a person meets it: in a terminal, on a host of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.pty_process import READ_BYTES, PtyProcess
from benchmarks.harness.terminal import Terminal

pytestmark = pytest.mark.usefixtures("home")

COMMAND = (sys.executable, "-m", "nntui")
IRIS = ("iris", "--threads", "1", "--seed", "4")
WHEEL_UP = "\x1b[<64;10;37M"


@contextmanager
def dashboard(*arguments: str, stdout: Path | None = None) -> Iterator[Terminal]:
    """A dashboard that has heard from its host."""
    with Terminal((*COMMAND, *arguments), stdout=stdout) as terminal:
        terminal.wait_for(r"^ nntui  \S+ .*step \d")
        yield terminal


def step(terminal: Terminal) -> int:
    """The step in the header."""
    found = re.search(r"step ([\d,]+)", terminal.rows[0])
    assert found is not None, terminal.rows[0]
    return int(found[1].replace(",", ""))


def in_header(text: str) -> str:
    """A pattern for a text in the line at the top."""
    return rf"^ nntui .*{re.escape(text)}"


def quit_at_once(terminal: Terminal) -> int:
    """Leave a run that is not over; the exit code."""
    terminal.press("q")
    terminal.wait_for("stop the run and quit")
    terminal.press("enter")
    return terminal.wait_exit()


def test_it_starts_and_shows_a_loss() -> None:
    """A network learns before one's eyes, without a word on the command line."""
    with Terminal(COMMAND) as terminal:
        terminal.wait_for(r"train \d\.\d+")
        terminal.wait_for(in_header("● running"))


def test_pausing_stepping_and_going_on() -> None:
    """`space` stops it where it is, `s` takes exactly one step, `space` goes on."""
    with dashboard(*IRIS, "--pace", "50", "--epochs", "1000") as terminal:
        terminal.press("space")
        terminal.wait_for(in_header("‖ paused"))
        paused = step(terminal)
        for taken in (1, 2):
            terminal.press("s")
            terminal.wait_for(in_header(f"step {paused + taken} "))
        terminal.press("space")
        terminal.wait_for(in_header("● running"))
        terminal.wait_for(in_header(f"step {paused + 5} "))


def test_a_rate_changed_while_paused() -> None:
    """The header shows it at once, and the very next step has it."""
    with dashboard(*IRIS, "--paused", "--lr", "1e-3") as terminal:
        terminal.press("]")
        terminal.wait_for(in_header("‖ paused   step 0   epoch 0/100   lr 1.25e-3"))
        terminal.press("s")
        terminal.wait_for(in_header("‖ paused   step 1   epoch 1/100   lr 1.25e-3"))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("[", "lr 8e-4"),
        ("-", "lr 8e-4"),
        ("+", "lr 1.25e-3"),
        ("{", "lr 1e-4"),
        ("pagedown", "lr 1e-4"),
        ("}", "lr 1e-2"),
        ("pageup", "lr 1e-2"),
        ("right", "step 1 "),
        ("S", "step 10 "),
        ("f5", "● running"),
    ],
)
def test_keys_as_a_terminal_sends_them(key: str, expected: str) -> None:
    """Their bytes are the keys of the table."""
    with dashboard(*IRIS, "--paused", "--lr", "1e-3", "--pace", "1") as terminal:
        terminal.press(key)
        terminal.wait_for(in_header(expected))
