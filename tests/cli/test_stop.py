"""`nntui stop`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nntui.cli import stop
from nntui.cli.starting import await_start, start_run
from nntui.config import RunConfig
from nntui.locations import runs_folder
from nntui.session.ending import Outcome
from nntui.store.lock import hold, is_held

pytestmark = pytest.mark.usefixtures("home")

Call = Callable[..., Any]
StoreRun = Callable[..., Path]


def test_all_that_live(call: Call, store_run: StoreRun) -> None:
    """All hosts end, each is told in a line, and runs without one are left out."""
    store_run("over")
    launches = [start_run(RunConfig(dataset="iris", name=name, paused=True)) for name in ("a", "b")]
    for launch in launches:
        await_start(launch)
    called = call("stop", "--all")
    assert (called.code, sorted(called.out.splitlines())) == (
        0,
        ["a stopped at step 0", "b stopped at step 0"],
    )
    assert [is_held(runs_folder() / name) for name in ("a", "b")] == [False, False]
    for launch in launches:
        launch.process.wait()


def test_a_run_without_a_host(call: Call, store_run: StoreRun) -> None:
    """What is wanted is so already: no failure."""
    store_run("iris-1")
    called = call("stop", "iris-1", "iris-1")
    assert (called.code, called.out) == (0, "iris-1 has no host\n")


def test_no_hosts_at_all(call: Call) -> None:
    """Nothing to do is no failure either."""
    called = call("stop", "--all")
    assert (called.code, called.out) == (0, "no run has a host\n")


def test_one_that_does_not_end(call: Call, store_run: StoreRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told on standard error and by the exit code, after whatever the others did."""
    for name in ("a", "b"):
        store_run(name)
    outcomes = {"a": Outcome(False, "a: kill -9 7 ends it\x1b[31m"), "b": Outcome(True, "b stopped")}
    monkeypatch.setattr(stop, "end_host", lambda folder: outcomes[folder.name])
    called = call("stop", "a", "b")
    assert (called.code, called.out, called.err) == (1, "b stopped\n", "nntui: a: kill -9 7 ends it␛[31m\n")


def test_a_slip_stops_nothing(call: Call, store_run: StoreRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """All names are looked at before the first host is asked."""
    folder = store_run("iris-1")
    monkeypatch.setattr(stop, "end_host", lambda folder: pytest.fail(f"{folder} was stopped"))
    with hold(folder, Path("/nowhere"), 5.0):
        called = call("stop", "iris-1", "iris-2")
    assert (called.code, called.err) == (2, "nntui: there is no run called iris-2: did you mean iris-1?\n")


@pytest.mark.parametrize("arguments", [(), ("--all", "iris-1")])
def test_which_runs(call: Call, arguments: tuple[str, ...]) -> None:
    """Either names or all: neither nothing nor both."""
    called = call("stop", *arguments)
    expected = "nntui: say which runs to stop: nntui stop RUN …, or nntui stop --all\n"
    assert (called.code, called.err) == (2, expected)
