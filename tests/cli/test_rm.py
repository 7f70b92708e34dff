"""`nntui rm`."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nntui.cli import rm
from nntui.errors import UserError
from nntui.locations import socket_path
from nntui.store.lock import hold

pytestmark = pytest.mark.usefixtures("home")

Call = Callable[..., Any]
StoreRun = Callable[..., Path]
DAY = 86_400.0


class Typed(io.StringIO):
    """A terminal at which somebody has typed."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a person at the terminal who will type something."""

    def person(typed: str) -> None:
        monkeypatch.setattr(sys, "stdin", Typed(typed))
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", "80")

    return person


def names(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "runs").iterdir())


def aged(folder: Path, days: float) -> None:
    then = time.time() - days * DAY
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


def test_named_runs(call: Call, home: Path, store_run: StoreRun) -> None:
    """They go, and no other does."""
    for name in ("a", "b", "c"):
        store_run(name)
    called = call("rm", "a", "b", "a", "--yes")
    assert (called.code, names(home)) == (0, ["c"])
    assert [line.split(",")[0] for line in called.out.splitlines()] == ["a removed", "b removed"]


@pytest.mark.parametrize(
    ("typed", "code", "left"),
    [
        ("y\n", 0, []),
        ("Yes\n", 0, []),
        ("\n", 1, ["a"]),
        ("n\n", 1, ["a"]),
        ("yellow\n", 1, ["a"]),
        ("", 1, ["a"]),
    ],
)
def test_it_asks(
    call: Call,
    home: Path,
    store_run: StoreRun,
    person: Callable[[str], None],
    typed: str,
    code: int,
    left: list[str],
) -> None:
    """Only a clear yes removes anything."""
    store_run("a")
    person(typed)
    assert (call("rm", "a").code, names(home)) == (code, left)


def test_what_it_asks(call: Call, store_run: StoreRun, person: Callable[[str], None]) -> None:
    """All that would go is shown with its size, and all sizes together."""
    folder = store_run("a", state="finished")
    aged(folder, 3)
    store_run("b")
    person("n\n")
    head, first, second, question = call("rm", "a", "b").err.splitlines()
    assert head.split() == ["name", "state", "step", "written", "size"]
    assert first.split()[:6] == ["a", "finished", "8", "3", "d", "ago"]
    assert second.split()[:3] == ["b", "stopped", "8"]
    assert question.startswith("Remove 2 runs, ")


def test_nobody_to_ask(call: Call, home: Path, store_run: StoreRun) -> None:
    """A script has to say that it means it."""
    store_run("a")
    called = call("rm", "a")
    assert (called.code, names(home)) == (2, ["a"])
    assert called.err.endswith("may go: use --yes\n")


def test_a_live_run(call: Call, home: Path, store_run: StoreRun) -> None:
    """It stays, as does every other run named with it; how to end it is said."""
    store_run("a")
    folder = store_run("b")
    with hold(folder, socket_path(folder), 5.0):
        called = call("rm", "a", "b", "--yes")
    assert (called.code, names(home)) == (2, ["a", "b"])
    assert called.err == f"nntui: b has a host, process {os.getpid()}: nntui stop b ends it first\n"


def test_a_run_that_came_to_life(
    call: Call, home: Path, store_run: StoreRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the question and the answer a host may have taken it: it stays, and the others go."""
    folder = store_run("a")
    store_run("b")
    listed = rm.describe_runs

    def then_held(folders: list[Path]) -> object:
        runs = listed(folders)
        locks.append(hold(folder, socket_path(folder), 5.0))
        return runs

    locks: list[Any] = []
    monkeypatch.setattr(rm, "describe_runs", then_held)
    called = call("rm", "a", "b", "--yes")
    locks[0].close()
    assert (called.code, names(home)) == (1, ["a"])
    assert called.err.startswith("nntui: a is being trained by process ")


def test_all_that_finished(call: Call, home: Path, store_run: StoreRun) -> None:
    """Neither those that were stopped nor those that crashed, and never a live one."""
    for state in ("finished", "stopped", "running", "diverged"):
        store_run(state, state=state)
    live = store_run("live", state="finished")
    with hold(live, socket_path(live), 5.0):
        assert call("rm", "--all-finished", "--yes").code == 0
    assert names(home) == ["diverged", "live", "running", "stopped"]


@pytest.mark.parametrize(
    ("age", "left"),
    [("30d", ["day", "month", "now"]), ("2w", ["day", "now"]), ("25h", ["day", "now"]), ("1h", ["now"])],
)
def test_old_runs(call: Call, home: Path, store_run: StoreRun, age: str, left: list[str]) -> None:
    """Age is counted from the newest file."""
    for name, days in (("now", 0.0), ("day", 1.0), ("month", 29.0), ("year", 365.0)):
        aged(store_run(name), days)
    assert call("rm", "--older", age, "--yes").code == 0
    assert names(home) == left


def test_old_runs_that_finished(call: Call, home: Path, store_run: StoreRun) -> None:
    """Both together mean runs of which both is true."""
    for name, state, days in (("a", "finished", 9.0), ("b", "stopped", 9.0), ("c", "finished", 0.0)):
        aged(store_run(name, state=state), days)
    call("rm", "--older", "1w", "--all-finished", "--yes")
    assert names(home) == ["b", "c"]


def test_nothing_to_remove(call: Call) -> None:
    """It is no failure that there is nothing left to do."""
    called = call("rm", "--all-finished")
    assert (called.code, called.out) == (0, "there is no such run\n")


@pytest.mark.parametrize("age", ["30", "d", "-1d", "3x", "1.5d", "9999999d", ""])
def test_ages_that_are_none(call: Call, age: str) -> None:
    """A slip is told with what an age looks like."""
    called = call("rm", f"--older={age}")
    assert (called.code, "is not an age such as 12h, 30d or 2w" in called.err) == (2, True)


@pytest.mark.parametrize("arguments", [(), ("a", "--all-finished"), ("a", "--older", "1d"), ("--yes",)])
def test_which_runs(call: Call, arguments: tuple[str, ...]) -> None:
    """Either names or a rule: neither nothing nor both."""
    called = call("rm", *arguments)
    expected = "nntui: say which runs to remove: nntui rm RUN …, --older 30d or --all-finished\n"
    assert (called.code, called.err) == (2, expected)


def test_a_slip_removes_nothing(call: Call, home: Path, store_run: StoreRun) -> None:
    """All names are looked at before the first run goes."""
    store_run("iris-1")
    called = call("rm", "iris-1", "iris-2", "--yes")
    assert (called.code, names(home)) == (2, ["iris-1"])


def test_one_that_stays(call: Call, home: Path, store_run: StoreRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that cannot be removed keeps no other from it, and is told by the exit code as well."""
    for name in ("a", "b"):
        store_run(name)
    remove = rm.remove_run

    def fail(folder: Path, socket: Path, now: float) -> None:
        if folder.name == "a":
            raise UserError("a cannot be removed: Permission denied")
        remove(folder, socket, now)

    monkeypatch.setattr(rm, "remove_run", fail)
    called = call("rm", "a", "b", "--yes")
    assert (called.code, names(home)) == (1, ["a"])
    assert called.err == "nntui: a cannot be removed: Permission denied\n"
