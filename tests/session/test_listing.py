"""The list of runs."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest

from benchmarks.harness import stored_run
from nntui.locations import runs_folder, socket_path
from nntui.session import listing
from nntui.session.listing import describe_runs, last_written, list_runs
from nntui.session.protocol import Rejected, RunDescription, Status, Welcome
from nntui.session.roll_call import Answer
from nntui.store.lock import Holder, hold

StoreRun = Callable[..., Path]

RUN = RunDescription("a", "/a", "digits", "", "64-10", "sgd", "", "classification", (), False, False, 1)
STATUS = Status(1, "diverged", 9, 0, 0, 3, 0.1, 0.9, 0.0, 0.0, 16, None)


@pytest.fixture
def store_run(home: Path) -> Callable[..., Path]:
    """Makes a run without a host: `store_run("iris-1", state="finished")`."""
    return partial(stored_run.store_run, home)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], None]:
    """Has all hosts answer in a certain way."""

    def answering(answer: Answer) -> None:
        monkeypatch.setattr(listing, "call_roll", lambda sockets, _: dict.fromkeys(sockets, answer))

    return answering


def test_a_run_without_a_host(store_run: StoreRun) -> None:
    """All that a list shows comes from the run's folder."""
    folder = store_run("iris-1", state="finished")
    (run,) = list_runs(runs_folder())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert msgspec.structs.asdict(run) == {
        "name": "iris-1",
        "dataset": "iris",
        "network": "4-3",
        "state": "finished",
        "step": 8,
        "loss": 0.125,
        "accuracy": 0.75,
        "started": 1_700_000_000.0,
        "host_pid": None,
        "size": size,
        "folder": str(folder),
    }


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("running", "crashed"),
        ("paused", "crashed"),
        ("finished", "finished"),
        ("diverged", "diverged"),
        ("stopped", "stopped"),
    ],
)
def test_states_without_a_host(store_run: StoreRun, stored: str, expected: str) -> None:
    """A run that ran or waited when its host was last heard of did not end in order."""
    store_run(state=stored)
    assert [run.state for run in list_runs(runs_folder())] == [expected]


def test_a_host_that_answers(store_run: StoreRun, answering: Callable[[Answer], None]) -> None:
    """A live run is as its host says; what the host does not say is what was stored last."""
    folder = store_run(state="running")
    answering(Welcome(1, RUN, STATUS, ()))
    with hold(folder, socket_path(folder), 5.0):
        (run,) = describe_runs([folder])
    live = (run.dataset, run.network, run.state, run.step, run.loss, run.host_pid)
    assert live == ("digits", "64-10", "diverged", 9, 0.125, os.getpid())


def test_a_host_that_nobody_watches(store_run: StoreRun, answering: Callable[[Answer], None]) -> None:
    """Its status may be as old as the last thing that happened: then what was stored is newer."""
    folder = store_run(state="running")
    answering(Welcome(1, RUN, msgspec.structs.replace(STATUS, step=3), ()))
    with hold(folder, socket_path(folder), 5.0):
        assert describe_runs([folder])[0].step == 8


def test_a_host_of_another_version(store_run: StoreRun, answering: Callable[[Answer], None]) -> None:
    """It lives, and what it does stands in its folder."""
    folder = store_run(state="running")
    answering(Rejected("use one nntui", "versions"))
    with hold(folder, socket_path(folder), 5.0):
        assert describe_runs([folder])[0].state == "running"


def test_a_host_that_does_not_answer(store_run: StoreRun) -> None:
    """A run that is held, and about which nobody says a word, is told apart from one that is over."""
    folder = store_run(state="running")
    with hold(folder, socket_path(folder), 5.0):
        (run,) = describe_runs([folder])
    assert (run.state, run.host_pid) == ("not answering", os.getpid())


def test_a_host_on_another_machine(store_run: StoreRun) -> None:
    """Where the folder is shared the lock says which machine has the run; its socket is out of reach."""
    folder = store_run(state="running")
    with hold(folder, socket_path(folder), 5.0):
        elsewhere = Holder(7, f"not-{platform.node()}", 5.0, "")
        (folder / "lock").write_bytes(msgspec.json.encode(elsewhere))
        (run,) = describe_runs([folder])
    assert run.state == f"on not-{platform.node()}"


def test_a_host_that_begins(home: Path) -> None:
    """Between taking the run and its first record a host is not called deaf."""
    folder = home / "runs" / "iris-1"
    folder.mkdir(parents=True)
    with hold(folder, socket_path(folder), 5.0):
        assert describe_runs([folder])[0].state == "starting"


@pytest.mark.parametrize("content", [None, b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 200])
def test_a_run_of_which_nothing_can_be_read(store_run: StoreRun, content: bytes | None) -> None:
    """One damaged run is a line of the list like any other, and hides no other run."""
    folder = store_run("iris-1")
    store_run("iris-2")
    (folder / "run.db").unlink()
    if content is not None:
        (folder / "run.db").write_bytes(content)
    assert {run.name: run.step for run in list_runs(runs_folder())} == {"iris-1": 0, "iris-2": 8}


def test_a_database_of_a_newer_nntui(store_run: StoreRun) -> None:
    """It is listed, without what cannot be understood."""
    folder = store_run()
    with sqlite3.connect(folder / "run.db") as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    assert [run.dataset for run in list_runs(runs_folder())] == [""]


def test_what_is_no_run(store_run: StoreRun, home: Path) -> None:
    """Files, folders without a run.toml, and names that no run can have are left out."""
    store_run("iris-1")
    for name in ("empty", ".removed-x", "a b"):
        (home / "runs" / name).mkdir()
    for name in (".removed-x", "a b"):
        (home / "runs" / name / "run.toml").write_text("")
    (home / "runs" / "file").write_text("")
    assert [run.name for run in list_runs(runs_folder())] == ["iris-1"]


def test_no_runs_at_all(home: Path) -> None:
    """Before the first run there is not even a folder."""
    assert list_runs(home / "runs") == []


def test_last_written(store_run: StoreRun) -> None:
    """The newest of all files counts, in whatever folder it is."""
    folder = store_run()
    for path in folder.rglob("*"):
        os.utime(path, (1.0, 1.0))
    newest = next((folder / "checkpoints").iterdir())
    os.utime(newest, (50.0, 50.0))
    assert last_written(folder) == 50.0
