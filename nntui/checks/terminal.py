"""What the terminal can show."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TextIO

from nntui.checks.finding import Finding

SMALLEST = (60, 16)
"""Columns and rows below which the dashboard only says that it has no room."""

USUAL = (80, 24)


def check_terminal(stdin: TextIO | None, screen: TextIO, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at the terminal. stdin: None where it is closed. screen: what the dashboard draws on."""
    if not (stdin and stdin.isatty() and screen.isatty()):
        mend = "nntui train and nntui ls do without; over ssh, ssh -t makes one"
        yield Finding("terminal", "warning", "there is none here, which the dashboard needs", mend)
        return
    yield _kind(environment.get("TERM", ""))
    yield _size(*os.get_terminal_size(screen.fileno()))
    yield _encoding(screen.encoding)
    yield _colours(environment)


def _kind(term: str) -> Finding:
    if term in ("", "dumb"):
        said = f"TERM is {term}" if term else "TERM is not set"
        return Finding("terminal", "warning", f"{said}: no cursor, no colours", "set TERM to what it is")
    return Finding("terminal", "ok", f"TERM is {term}")


def _size(columns: int, rows: int) -> Finding:
    found = f"{columns}×{rows} characters"
    if not (columns and rows):
        return Finding("size", "warning", "the terminal does not say it", "stty rows 40 columns 120")
    if columns < SMALLEST[0] or rows < SMALLEST[1]:
        mend = f"make the window larger, at least {USUAL[0]}×{USUAL[1]}"
        return Finding("size", "problem", f"{found} are too few for the dashboard", mend)
    if columns < USUAL[0] or rows < USUAL[1]:
        return Finding("size", "warning", f"{found} leave some panels out", "make the window larger")
    return Finding("size", "ok", found)


def _encoding(encoding: str) -> Finding:
    if encoding.lower().replace("-", "") == "utf8":
        return Finding("characters", "ok", "UTF-8")
    mend = "set LANG to a locale with UTF-8, such as C.UTF-8"
    return Finding("characters", "warning", f"{encoding} has no block characters", mend)


def _colours(environment: Mapping[str, str]) -> Finding:
    if environment.get("NO_COLOR"):
        return Finding("colours", "ok", "none, as NO_COLOR asks")
    if environment.get("COLORTERM") in ("truecolor", "24bit"):
        return Finding("colours", "ok", "16 million")
    if "256color" in environment.get("TERM", ""):
        return Finding("colours", "ok", "256")
    mend = "set COLORTERM=truecolor where the terminal has more"
    return Finding("colours", "warning", "16, as far as the terminal says", mend)
