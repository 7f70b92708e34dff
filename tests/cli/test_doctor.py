"""`nntui doctor`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("home")

Call = Callable[..., Any]

LOOKED_AT = {"terminal", "runs", "disk", "sockets", "BLAS", "ssh", "hosts", "logout"}


def test_a_line_for_each_finding(call: Call) -> None:
    """Each begins with how bad it is and what was looked at, below each other."""
    lines = call("doctor").out.splitlines()
    assert {line.split()[0] for line in lines} <= {"ok", "warning", "problem"}
    assert {line[9:].split()[0] for line in lines} == LOOKED_AT


def test_nothing_is_made(call: Call, home: Path) -> None:
    """Looking changes nothing."""
    call("doctor")
    assert list(home.iterdir()) == []


def test_all_is_well_enough(call: Call) -> None:
    """Warnings are no failure."""
    assert call("doctor").code == 0


def test_a_problem(call: Call, home: Path) -> None:
    """It is told with what mends it, and by the exit code."""
    sockets = home / "s"
    sockets.mkdir()
    sockets.chmod(0o755)
    called = call("doctor")
    assert called.code == 1
    assert f"problem  sockets   {sockets} is open to other users: run chmod 700 {sockets}" in called.out


def test_as_json(call: Call) -> None:
    """The same for a program."""
    findings = json.loads(call("doctor", "--json").out)
    assert {finding["check"] for finding in findings} == LOOKED_AT
    assert all(set(finding) == {"check", "level", "found", "mend"} for finding in findings)


@pytest.mark.parametrize("place", ["/dev/null", "/nowhere/at/all", "\x1b[31m"])
def test_homes_that_are_none(call: Call, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Where nothing can be stored the doctor still speaks, and in printable lines."""
    monkeypatch.setenv("NNTUI_HOME", place)
    monkeypatch.setenv("NNTUI_SOCKETS", f"{place}/s")
    called = call("doctor")
    assert called.err == ""
    assert all(line.isprintable() for line in called.out.splitlines())
