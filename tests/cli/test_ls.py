"""`nntui ls`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness.far_machine import far_machine
from nntui.cli.ls import collect
from nntui.cli.starting import await_start, start_run
from nntui.config import RunConfig
from nntui.session import ssh_listing
from nntui.session.links import LinkError

pytestmark = pytest.mark.usefixtures("home")

Call = Callable[..., Any]
StoreRun = Callable[..., Path]

THERE = {
    "name": "far-1",
    "dataset": "digits",
    "network": "64-10",
    "state": "running",
    "step": 1234,
    "loss": 0.5,
    "accuracy": None,
    "started": 1e9,
    "host_pid": 7,
    "size": 1000,
    "folder": "/far/far-1",
}


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes standard output a terminal of so many columns."""

    def terminal(columns: int) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", str(columns))

    return terminal


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[dict[str, object]]], None]:
    """Has every other machine list certain runs."""

    def remote(runs: list[dict[str, object]]) -> None:
        monkeypatch.setattr(ssh_listing, "list_remote", lambda _: runs)

    return remote


def test_for_a_program(call: Call, store_run: StoreRun) -> None:
    """Fields with tabs between them, without a title, numbers as they are and times as ISO 8601 has them."""
    folder = store_run("iris-1", state="finished")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    fields = [
        "iris-1",
        "iris",
        "4-3",
        "finished",
        "8",
        "0.125",
        "0.75",
        "2023-11-14T22:13:20Z",
        "",
        str(size),
    ]
    assert call("ls").out.split("\n") == ["\t".join(fields), ""]


def test_tabs_in_a_text(call: Call, remote: Callable[..., None]) -> None:
    """Nothing in a field looks like the end of it."""
    remote([THERE | {"dataset": "a\tb\nc"}])
    assert call("ls", "far:").out.split("\t")[1] == "a␉b␊c"


def test_as_json(call: Call, store_run: StoreRun) -> None:
    """A list of objects, with all that the table has."""
    store_run("iris-1", state="finished")
    (run,) = json.loads(call("ls", "--json").out)
    assert (run["name"], run["state"], run["step"], run["host_pid"]) == ("iris-1", "finished", 8, None)
    assert set(run) == set(THERE)


def test_what_a_relay_says_is_the_same(call: Call, store_run: StoreRun) -> None:
    """Another machine hears what is seen on this one."""
    store_run()
    assert json.loads(json.dumps(collect())) == json.loads(call("ls", "--json").out)


def test_on_a_terminal(call: Call, store_run: StoreRun, terminal: Callable[[int], None]) -> None:
    """A table with titles, and numbers as people read them."""
    store_run("iris-1", state="finished")
    terminal(120)
    head, row = call("ls").out.splitlines()
    assert head.split() == [
        "name", "dataset", "network", "state", "step", "loss", "accuracy", "started", "pid", "size",
    ]  # fmt: skip
    assert row.split()[:8] == ["iris-1", "iris", "4-3", "finished", "8", "0.1250", "75.0", "%"]
    assert row.endswith("KB")


@pytest.mark.parametrize("columns", range(1, 120, 7))
def test_a_line_never_wraps(
    call: Call, store_run: StoreRun, terminal: Callable[[int], None], columns: int
) -> None:
    """However narrow the terminal is."""
    store_run("a-run-with-a-rather-long-name", state="finished")
    terminal(columns)
    assert max(map(len, call("ls").out.splitlines())) <= columns


def test_no_runs(call: Call, terminal: Callable[[int], None]) -> None:
    """A program gets nothing, a person a sentence."""
    assert (call("ls").out, call("ls", "--json").out) == ("", "[]\n")
    terminal(80)
    assert call("ls").out == "there are no runs yet: nntui begins one\n"


def test_a_live_run(call: Call) -> None:
    """A host is asked how its run stands, and named by its process."""
    launch = start_run(RunConfig(dataset="iris", name="live", paused=True))
    await_start(launch)
    (run,) = json.loads(call("ls", "--json").out)
    call("stop", "live")
    assert (run["name"], run["state"], run["host_pid"]) == ("live", "paused", launch.process.pid)
    launch.process.wait()


def test_another_machine(call: Call, remote: Callable[..., None]) -> None:
    """The same list, of runs that are there."""
    remote([THERE])
    assert json.loads(call("ls", "--json", "far:").out) == [THERE]


def test_over_ssh(call: Call, store_run: StoreRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay over there says what `nntui ls` would say over there."""
    store_run("iris-1", state="finished")
    with far_machine() as far:
        monkeypatch.setenv("NNTUI_SSH", str(far.ssh))
        assert call("ls", "me@far:").out == call("ls").out


def test_one_run_on_another_machine(call: Call, remote: Callable[..., None]) -> None:
    """A run that is named there is the only line."""
    remote([THERE, THERE | {"name": "far-2"}])
    assert [line.split("\t")[0] for line in call("ls", "far:far-2").out.splitlines()] == ["far-2"]


def test_no_such_run_there(call: Call, remote: Callable[..., None]) -> None:
    """A name that is none is told, and is not an empty list."""
    remote([THERE])
    called = call("ls", "far:nosuch")
    assert (called.code, called.err) == (2, "nntui: there is no run called nosuch on far\n")


def test_no_runs_there(call: Call, remote: Callable[..., None], terminal: Callable[[int], None]) -> None:
    """It is said of that machine, and not of this one."""
    remote([])
    terminal(80)
    assert call("ls", "far:").out == "there are no runs on far yet\n"


def test_fields_of_a_newer_nntui(call: Call, remote: Callable[..., None]) -> None:
    """What this one does not know of a run it does not show."""
    remote([THERE | {"mood": "good"}])
    assert json.loads(call("ls", "--json", "far:").out) == [THERE]


@pytest.mark.parametrize(
    "change",
    [
        {"name": 3},
        {"name": "../x"},
        {"name": "\x1b[31m"},
        {"step": 10**5000},
        {"step": -1},
        {"step": "7"},
        {"loss": "low"},
        {"started": float("nan")},
        {"started": float("inf")},
        {"started": 1e300},
        {"size": None},
        {"state": ["running"]},
    ],
)
def test_another_machine_that_lies(
    call: Call, remote: Callable[..., None], terminal: Callable[[int], None], change: dict[str, object]
) -> None:
    """What is no list of runs is told to be none, and nothing of it is shown."""
    remote([THERE | change])
    terminal(120)
    called = call("ls", "far:")
    assert (called.code, called.out, called.err) == (1, "", "nntui: far: what came is no list of runs\n")


@pytest.mark.parametrize("text", ["\x1b[31m", "\u202e", "日本", "x" * 500])
def test_foreign_text_on_a_terminal(
    call: Call, remote: Callable[..., None], terminal: Callable[[int], None], text: str
) -> None:
    """Nothing that another machine calls a thing acts on the terminal of this one."""
    remote([THERE | {"state": text, "dataset": text, "network": text}])
    terminal(200)
    called = call("ls", "far:")
    assert all(line.isprintable() for line in called.out.splitlines())


def test_a_machine_that_cannot_be_reached(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ssh said is the one sentence."""

    def fail(_: str) -> None:
        raise LinkError("far: Connection refused")

    monkeypatch.setattr(ssh_listing, "list_remote", fail)
    called = call("ls", "far:")
    assert (called.code, called.err) == (1, "nntui: far: Connection refused\n")


@pytest.mark.parametrize("place", ["iris-1", "-oProxyCommand=x:", "a;b:", ":", "far:../x"])
def test_places_that_are_none(call: Call, place: str) -> None:
    """A mistake is one sentence, before anything is run."""
    called = call("ls", "--", place)
    assert (called.code, called.out, len(called.err.splitlines())) == (2, "", 1)


def test_a_reader_that_leaves(store_run: StoreRun) -> None:
    """`nntui ls | head -0` ends without a word."""
    store_run()
    ls = f"{sys.executable} -m nntui ls"
    done = subprocess.run(f"{ls} | true", shell=True, capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b"", b"")
