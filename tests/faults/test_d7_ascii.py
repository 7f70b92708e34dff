"""D7: a locale without UTF-8: everything is drawn in ASCII, and stands where it would stand otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.harness.real_run import RealRun
from nntui.session.protocol import StepBy
from nntui.terminal.ascii import ascii_code
from tests.faults.drawn import Watched, attached

LOCALES = {
    "LANG=C": {"LANG": "C"},
    "LC_ALL=C": {"LC_ALL": "C"},
    "LC_ALL=POSIX": {"LC_ALL": "POSIX"},
    "Latin-1": {"PYTHONIOENCODING": "latin-1"},
    "Latin-1 by its name": {"LC_ALL": "en_US.ISO-8859-1"},
    "as Python has it by itself": {"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


WINDOWS = {
    "?": "Pause before|pause before",
    "ctrl+p": "Search for commands",
    "l": "Learning rate",
    "q": "stop it, and",
}
"""The keys that open one, and what stands in it only."""


@pytest.fixture
def run(real: Callable[..., RealRun]) -> RealRun:
    """A run that has a curve, paused."""
    run = real(dataset="digits", seed=4, pace=100.0, paused=True)
    run.begin()
    run.ask(StepBy(60))
    run.steps(60)
    return run


def cells(terminal: Watched) -> list[list[str]]:
    """The character in each cell below the header; both of a wide one have it."""
    found = []
    for y in range(1, len(terminal.rows)):
        row: list[str] = []
        for x in range(terminal.screen.cols):
            cell = terminal.cell(x, y)
            # A full block may be drawn as a blank on its colour.
            full = cell.character == " " and cell.background != "default"
            row.append("█" if full else cell.character or row[-1])
        found.append(row)
    return found


def around(terminal: Watched) -> list[list[str]]:
    """The dashboard, and what opens above it."""
    terminal.settle()
    seen = cells(terminal)
    for key, words in (
        ("?", "one step"),
        ("ctrl+p", "Search for commands"),
        ("l", "earning rate"),
        ("q", "stay"),
    ):
        terminal.open(key, words)
        terminal.settle()
        seen += cells(terminal)
        terminal.close(words)
    return seen


@pytest.mark.parametrize("environment", LOCALES.values(), ids=LOCALES)
def test_not_a_byte_of_it_is_more_than_ascii(run: RealRun, environment: dict[str, str]) -> None:
    """Whoever says so how; and what stands there can be read."""
    with attached(run.folder.name, heard="step 60", environment=environment) as terminal:
        terminal.settle()
        assert [byte for byte in terminal.all_bytes if byte > 0x7F] == []
        assert "gradient size" in terminal.text
        terminal.press("d")
        terminal.wait_exit()


def test_every_cell_is_in_its_place(run: RealRun) -> None:
    """Each is what stands for the one that a terminal with all letters shows there, in every window."""
    seen = []
    for environment in ({}, {"LANG": "C"}):
        with attached(run.folder.name, "--color", "16", heard="step 60", environment=environment) as terminal:
            seen.append(around(terminal))
            terminal.press("d")
            terminal.wait_exit()
    letters, ascii_only = seen
    expected = ["".join(chr(ascii_code(ord(char))) for char in row) for row in letters]
    assert expected == ["".join(row) for row in ascii_only]
