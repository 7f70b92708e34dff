"""The command that draws a dashboard, as a shell takes it."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from nntui.errors import UserError
from nntui.serving.command import ENVIRONMENT, dashboard_command

HOSTILE = ("x;id", "$(id)", "`id`", "a b", "a'b", 'a"b', "a\nb", "-x", "../x", "*", "~", "", "a&b", "far:x")


def words(command: str) -> list[str]:
    """Those of the program that the shell becomes."""
    return shlex.split(command.partition("; exec ")[2])


def test_looking_only() -> None:
    """Unless somebody asked for more, no key changes the run."""
    expected = [sys.executable, "-P", "-m", "nntui", "attach", "--read-only", "--", "iris-1"]
    assert words(dashboard_command("iris-1", control=False)) == expected


def test_steering() -> None:
    """Where it was asked for."""
    expected = [sys.executable, "-P", "-m", "nntui", "attach", "--", "iris-1"]
    assert words(dashboard_command("iris-1", control=True)) == expected


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_mean_something_to_a_shell(name: str) -> None:
    """They are no names of runs, and no command is made of them."""
    with pytest.raises(UserError):
        dashboard_command(name, control=True)


def test_the_shell_takes_no_word_for_more_than_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where Python is in a folder of a strange name; the driver is the dashboard's to read."""
    python = tmp_path / "a b;c'd$(id)=e" / "python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$TEXTUAL_DRIVER" "$COLORTERM" "$PYTHONIOENCODING" "$@"\n')
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    command = dashboard_command("iris-1", control=False)
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)
    expected = [*ENVIRONMENT.values(), "-P", "-m", "nntui", "attach", "--read-only", "--", "iris-1"]
    assert done.stdout.splitlines() == expected
