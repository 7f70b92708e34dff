"""What the terminal can show."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TextIO

from nntui.checks.finding import Finding
from nntui.terminal.depth import Depth, depth_of
from nntui.terminal.locale import has_unicode

SMALLEST = (60, 16)
"""Columns and rows below which the dashboard only says that it has no room."""

USUAL = (80, 24)


WITHOUT_CURSOR = ("dumb", "unknown")
"""Values of TERM by which a terminal says that it can do nothing but write on."""

DRIVER = "TEXTUAL_DRIVER"
"""The variable that has Textual draw elsewhere than on a terminal: a browser shows it, say."""


def why_plain(stdin: TextIO | None, screen: TextIO | None, environment: Mapping[str, str]) -> str:
    """Why there are lines in place of a dashboard, in a few words; "" where it can be drawn.

    stdin: where keys would come from. screen: standard error, which it is drawn on. None where closed.
    """
    if environment.get(DRIVER):
        return ""
    if not _is_terminal(stdin):
        return "standard input is no terminal"
    return why_no_cursor(screen, environment)


def why_no_cursor(screen: TextIO | None, environment: Mapping[str, str]) -> str:
    """Why nothing on standard error can be drawn over, in a few words; "" where it can be."""
    if not _is_terminal(screen):
        return "standard error is no terminal"
    term = environment.get("TERM", "")
    if not term:
        return "TERM is not set"
    return f"TERM is {term}" if term in WITHOUT_CURSOR else ""


def check_terminal(
    stdin: TextIO | None, screen: TextIO | None, environment: Mapping[str, str]
) -> Iterator[Finding]:
    """Look at the terminal. stdin, screen: as in `why_plain`."""
    if why := why_plain(stdin, screen, environment):
        on_one = _is_terminal(stdin) and _is_terminal(screen)
        mend = "set TERM to what it is" if on_one else "over ssh, ssh -t makes one"
        yield Finding("terminal", "warning", f"plain lines in place of the dashboard ({why})", mend)
        return
    if screen is None or not _is_terminal(screen):
        yield Finding("terminal", "ok", f"none is needed: {DRIVER} draws elsewhere")
        return
    yield Finding("terminal", "ok", f"TERM is {environment.get('TERM', '')}")
    yield _size(*os.get_terminal_size(screen.fileno()))
    yield _encoding(screen.encoding, environment)
    yield _colours(environment)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


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


def _encoding(encoding: str, environment: Mapping[str, str]) -> Finding:
    if has_unicode(environment, encoding):
        return Finding("characters", "ok", "UTF-8")
    mend = "set LANG to a locale with UTF-8, such as C.UTF-8"
    said = "the locale is not UTF-8: all is drawn in ASCII"
    return Finding("characters", "warning", said, mend)


def _colours(environment: Mapping[str, str]) -> Finding:
    if environment.get("NO_COLOR"):
        return Finding("colours", "ok", "none, as NO_COLOR asks")
    match depth_of(environment):
        case Depth.TRUECOLOR:
            return Finding("colours", "ok", "16 million")
        case Depth.C256:
            return Finding("colours", "ok", "256")
        case depth:
            mend = "set COLORTERM=truecolor where the terminal has more, or use --color"
            return Finding("colours", "warning", f"{depth.value}, as far as the terminal says", mend)
