"""D2: an exception in any widget: the terminal comes back, the traceback is in a file, its path is said."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.terminal import Terminal
from tests.terminal.looking import in_header

Until = Callable[[Callable[[], object]], None]

FAILING = """
import sys
from nntui.cli.main import main
{place}
sys.exit(main())
"""

PLACES = {
    "drawing": """
from nntui.widgets.layers_panel import LayersPanel
drawn, times = LayersPanel.draw, []
def draw(self, width, height):
    times.append(1)
    return 1 / 0 if len(times) > 20 else drawn(self, width, height)
LayersPanel.draw = draw
""",
    "a line": """
from nntui.widgets.parts.rows_view import RowsView
rendered, times = RowsView.render_line, []
def render_line(self, y):
    times.append(1)
    return 1 / 0 if len(times) > 500 else rendered(self, y)
RowsView.render_line = render_line
""",
    "a message": """
from nntui.screens.dashboard import Dashboard
Dashboard.action_evaluate = lambda self: 1 / 0
""",
    "a worker": """
from nntui.client import Client
async def follow(self, listener):
    1 / 0
Client.follow = follow
""",
    "a callback of the loop": """
from nntui.terminal.flow import Flow
frame, times = Flow._frame, []
def failing(self, now):
    times.append(1)
    return 1 / 0 if len(times) > 30 else frame(self, now)
Flow._frame = failing
""",
    "reading keys": """
from nntui.terminal.typed import TypedReader
def feed(self, data):
    if b"v" in data:
        1 / 0
    return read(self, data)
read, TypedReader.feed = TypedReader.feed, feed
""",
}


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], list[str]]:
    """Makes a program that is nntui, but fails at a place."""

    def program(place: str) -> list[str]:
        path = tmp_path / "failing.py"
        path.write_text(FAILING.format(place=PLACES[place]))
        return [sys.executable, str(path), "iris", "--threads", "1", "--epochs", "100000", "--pace", "50"]

    return program


@pytest.fixture(autouse=True)
def hosts_end(home: Path, until: Until) -> object:
    """A run goes on without its dashboard: here it is ended."""
    yield
    for pid in host_pids(home):
        os.kill(pid, 15)
    until(lambda: not host_pids(home))


@pytest.mark.parametrize("place", PLACES)
def test_the_traceback_is_in_a_file(home: Path, program: Callable[[str], list[str]], place: str) -> None:
    """One sentence says what and where; exit code 1; the run has not noticed."""
    with Terminal(program(place)) as terminal:
        cooked = terminal.line_modes
        if place in ("a message", "reading keys"):
            terminal.wait_for(in_header("● running"))
            terminal.press("v")
        assert terminal.wait_exit() == 1
        assert (terminal.modes, terminal.line_modes) == (frozenset(), cooked)
        said = " ".join(row.strip() for row in "".join(terminal.rows).split("  ") if row.strip())
        (path,) = home.glob("failures/*.txt")
        assert "nntui: the dashboard failed (ZeroDivisionError: division by zero)" in said
        assert str(path) in re.sub(r"\s", "", said)
        assert "Traceback (most recent call last)" in path.read_text()
        assert "iris-1 goes on: nntui attach iris-1 shows it again" in said
        assert len(host_pids(home)) == 1
