"""What the doctor says of the terminal."""

from __future__ import annotations

import io
import os
import pty
import termios
from collections.abc import Callable, Iterator
from typing import TextIO

import pytest

from nntui.checks.finding import Finding
from nntui.checks.terminal import check_terminal, why_no_cursor, why_plain

GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}

Look = Callable[..., dict[str, Finding]]


@pytest.fixture
def look() -> Iterator[Look]:
    """Looks at a terminal of a certain size, with certain settings; what was found, by what was looked at."""
    ends: list[TextIO | int] = []

    def look(
        environment: dict[str, str], size: tuple[int, int] = (120, 40), encoding: str = "utf-8"
    ) -> dict[str, Finding]:
        far, near = pty.openpty()
        termios.tcsetwinsize(near, size[::-1])
        stream = os.fdopen(near, "w", encoding=encoding)
        ends.extend((stream, far))
        return {finding.check: finding for finding in check_terminal(stream, stream, environment)}

    yield look
    for end in ends:
        os.close(end) if isinstance(end, int) else end.close()


def test_a_good_terminal(look: Look) -> None:
    """Everything about it is well, and nothing is to be mended."""
    found = look(GOOD)
    assert {check: (each.level, each.mend) for check, each in found.items()} == dict.fromkeys(
        ("terminal", "size", "characters", "colours"), ("ok", "")
    )


class Tty(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def closed() -> io.StringIO:
    """A terminal that was."""
    stream = Tty()
    stream.close()
    return stream


FILE = io.StringIO()

REASONS = [
    (Tty(), Tty(), GOOD, ""),
    (FILE, Tty(), GOOD, "standard input is no terminal"),
    (None, Tty(), GOOD, "standard input is no terminal"),
    (closed(), Tty(), GOOD, "standard input is no terminal"),
    (Tty(), FILE, GOOD, "standard error is no terminal"),
    (Tty(), None, GOOD, "standard error is no terminal"),
    (FILE, FILE, {"TERM": "dumb"}, "standard input is no terminal"),
    (Tty(), Tty(), {"TERM": "dumb"}, "TERM is dumb"),
    (Tty(), Tty(), {"TERM": "unknown"}, "TERM is unknown"),
    (Tty(), Tty(), {"TERM": ""}, "TERM is not set"),
    (Tty(), Tty(), {}, "TERM is not set"),
    (Tty(), Tty(), {"TERM": "linux"}, ""),
    (None, FILE, {"TEXTUAL_DRIVER": "nntui.somewhere:Driver"}, ""),
    (Tty(), Tty(), {"TERM": "dumb", "TEXTUAL_DRIVER": "nntui.somewhere:Driver"}, ""),
    (FILE, Tty(), {"TERM": "linux", "TEXTUAL_DRIVER": ""}, "standard input is no terminal"),
]


@pytest.mark.parametrize(("stdin", "screen", "environment", "expected"), REASONS)
def test_why_there_is_no_dashboard(
    stdin: TextIO | None, screen: TextIO | None, environment: dict[str, str], expected: str
) -> None:
    """Keys to read, a screen to draw on, a cursor to move; somebody else's driver needs none of them."""
    assert why_plain(stdin, screen, environment) == expected


def test_a_bar_needs_no_keys() -> None:
    """It can be drawn wherever the cursor can be moved."""
    reasons = [why_no_cursor(screen, {"TERM": term}) for screen, term in ((Tty(), "linux"), (Tty(), "dumb"))]
    assert reasons == ["", "TERM is dumb"]


@pytest.mark.parametrize(
    ("stdin", "screen", "environment", "why"), [reason for reason in REASONS if reason[-1]]
)
def test_the_doctor_says_what_will_happen(
    stdin: TextIO | None, screen: TextIO | None, environment: dict[str, str], why: str
) -> None:
    """Lines, why, and what mends it; nothing more is asked of a terminal that is not drawn on."""
    (found,) = check_terminal(stdin, screen, environment)
    assert (found.check, found.level) == ("terminal", "warning")
    assert found.found == f"plain lines in place of the dashboard ({why})"
    assert found.mend == (
        "set TERM to what it is" if why.startswith("TERM") else "over ssh, ssh -t makes one"
    )


def test_a_dashboard_elsewhere() -> None:
    """A browser needs no terminal, and is no reason to warn."""
    (found,) = check_terminal(None, FILE, {"TEXTUAL_DRIVER": "nntui.somewhere:Driver"})
    assert (found.check, found.level) == ("terminal", "ok")


@pytest.mark.parametrize(
    ("environment", "level"),
    [({}, "warning"), ({"TERM": ""}, "warning"), ({"TERM": "dumb"}, "warning"), ({"TERM": "linux"}, "ok")],
)
def test_kinds(look: Look, environment: dict[str, str], level: str) -> None:
    """Without a cursor that can be moved there is no dashboard."""
    assert look(environment)["terminal"].level == level


@pytest.mark.parametrize(
    ("size", "level"),
    [
        ((80, 24), "ok"),
        ((79, 24), "warning"),
        ((80, 23), "warning"),
        ((60, 16), "warning"),
        ((59, 16), "problem"),
        ((60, 15), "problem"),
        ((0, 0), "warning"),
    ],
)
def test_sizes(look: Look, size: tuple[int, int], level: str) -> None:
    """The dashboard says below 60×16 that it is too small; here it is said beforehand."""
    assert look(GOOD, size)["size"].level == level


@pytest.mark.parametrize(
    ("encoding", "level"), [("utf-8", "ok"), ("UTF8", "ok"), ("latin-1", "warning"), ("ascii", "warning")]
)
def test_encodings(look: Look, encoding: str, level: str) -> None:
    """Without UTF-8 there are no block characters."""
    assert look(GOOD, encoding=encoding)["characters"].level == level


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "16 million"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "16 million"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm"}, "16, as far as the terminal says"),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none, as NO_COLOR asks"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256"),
    ],
)
def test_colours(look: Look, environment: dict[str, str], expected: str) -> None:
    """How many there are is what the terminal says, unless the user wants none."""
    assert look(environment)["colours"].found == expected
