"""The run that the benchmarks of the screen measure: digits on 64-32-10, at full speed, without an end."""

from __future__ import annotations

import sys
from pathlib import Path

COLS, ROWS = 120, 40

LOSS = r"train\s+\d"
"""Matches a screen that shows a training loss."""

_OPTIONS = ("--hidden", "32", "--pace", "max", "--epochs", "1000000")


def digits_command() -> list[str]:
    """Return the command that opens the dashboard on a new run, with this interpreter."""
    return [sys.executable, "-m", "nntui", "digits", *_OPTIONS]


def digits_environment(home: Path) -> dict[str, str]:
    """Return what the environment of that command adds: where its runs are kept."""
    return {"NNTUI_HOME": str(home)}


def in_header(word: str) -> str:
    """Return a pattern for a word in the first two rows of the screen; the log below may have it as well."""
    return rf"\A(?:.*\n)?.*\b{word}\b"
