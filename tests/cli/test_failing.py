"""What is said and kept when the dashboard itself goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from nntui.cli.failing import report_failure
from nntui.locations import failures_folder

Said = pytest.CaptureFixture[str]


def failure(text: str = "a \x1b[2J line") -> Exception:
    """What went wrong, because of something else."""
    try:
        try:
            raise KeyError(text)
        except KeyError as error:
            raise RuntimeError("above it") from error
    except RuntimeError as error:
        return error


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """NNTUI_HOME, of which nothing is there yet."""
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_traceback_is_kept(home: Path, capsys: Said) -> None:
    """All of it, in a file whose path is said, with what was at the bottom of it."""
    report_failure(failure())
    (path,) = home.glob("failures/*.txt")
    said = f"nntui: the dashboard failed (KeyError: 'a \\x1b[2J line'); the traceback is in {path}\n"
    assert capsys.readouterr().err == said
    assert ("KeyError" in path.read_text(), "RuntimeError: above it" in path.read_text()) == (True, True)


def test_each_has_a_file(home: Path, capsys: Said) -> None:
    """Two in one second do not share one."""
    report_failure(failure())
    report_failure(failure())
    assert len(list(home.glob("failures/*.txt"))) == 2
    assert capsys.readouterr().err.count("the traceback is in") == 2


def test_where_it_cannot_be_kept_it_is_shown(home: Path, capsys: Said) -> None:
    """Line by line, without anything in it that would steer the terminal."""
    home.write_text("in the way")
    report_failure(failure("\x1b"))
    said = capsys.readouterr().err
    assert "could not be kept (Not a directory)" in said
    assert ("Traceback (most recent call last)" in said, "\x1b" in said) == (True, False)


def test_beside_the_runs(home: Path) -> None:
    """Where everything else of nntui's is."""
    assert failures_folder() == home / "failures"
