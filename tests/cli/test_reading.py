"""What is shown while a host reads its data."""

from __future__ import annotations

import io
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from nntui.cli import reading as reading_module
from nntui.cli.assembling import assemble_here
from nntui.cli.reading import bar, reading_shown
from nntui.config import RunConfig
from nntui.session.launch import Reading


class Tty(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Tty:
    """Standard error as a terminal that can be drawn over."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    stream = Tty()
    # Not sys.stderr itself: pytest puts its own in that place before the test begins.
    monkeypatch.setattr(reading_module, "sys", SimpleNamespace(stderr=stream))
    return stream


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (0, f"reading 0 of 6,000 files [{'-' * 30}]"),
        (1_200, f"reading 1,200 of 6,000 files [{'#' * 6}{'-' * 24}]"),
        (6_000, f"reading 6,000 of 6,000 files [{'#' * 30}]"),
    ],
)
def test_the_bar(done: int, expected: str) -> None:
    """How far it is, in figures and in a bar."""
    assert bar(Reading(done, 6_000), 80) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (60, f"reading 3,000 of 6,000 files [{'#' * 14}{'-' * 14}]"),
        (34, "reading 3,000 of 6,000 files [#-]"),
        (32, "reading 3,000 of 6,000 files"),
        (20, "reading 3,000 of 6,"),
    ],
)
def test_in_a_narrow_terminal(columns: int, expected: str) -> None:
    """It stays in one line, which can be drawn over."""
    assert bar(Reading(3_000, 6_000), columns) == expected


def test_it_is_gone_afterwards(terminal: Tty) -> None:
    """The line is drawn over itself, and is empty in the end."""
    with reading_shown() as reading:
        reading(Reading(1, 2))
        reading(Reading(2, 2))
    assert terminal.getvalue().split("\r\x1b[K") == ["", bar(Reading(1, 2), 80), bar(Reading(2, 2), 80), ""]


def test_what_is_quick_is_not_shown(terminal: Tty) -> None:
    """Where nothing was read that took long nothing is written."""
    with reading_shown():
        pass
    assert terminal.getvalue() == ""


def test_a_file_gets_none_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody sees a bar move there."""
    with reading_shown() as reading:
        reading(Reading(1, 2))
    assert capsys.readouterr().err == ""


def test_data_that_are_read_here(terminal: Tty, tmp_path: Path) -> None:
    """find-lr and a dry run read large data by themselves: who waits for that sees how far it is."""
    for kind in ("cat", "dog"):
        (tmp_path / kind).mkdir()
        for number in range(3):
            Image.new("L", (4, 4), number).save(tmp_path / kind / f"{number}.png")
    now = count(0.0, 0.15)
    assemble_here(RunConfig(dataset=str(tmp_path)), partial(next, now))
    assert terminal.getvalue().split("\r\x1b[K")[1:-1] == [bar(Reading(done, 6), 80) for done in (2, 4, 6)]
