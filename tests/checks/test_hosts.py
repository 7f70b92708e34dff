"""What the doctor says of hosts."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nntui.checks import hosts
from nntui.checks.finding import Finding
from nntui.checks.hosts import check_hosts, check_logout, check_sockets
from nntui.locations import runs_folder, socket_path
from nntui.session.listing import Listed, list_runs
from nntui.store.lock import hold


@pytest.fixture
def sockets(home: Path) -> Iterator[Path]:
    """The folder of the sockets, with one at which somebody listens."""
    folder = home / "s"
    folder.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(os.fspath(folder / "live.sock"))
        listener.listen()
        yield folder


def listed() -> list[Listed]:
    return list_runs(runs_folder())


def test_all_is_well(store_run: Callable[..., Path]) -> None:
    """Runs that ended in order are nothing to worry about."""
    store_run(state="finished")
    assert list(check_hosts(listed())) == [Finding("hosts", "ok", "0 runs with a host")]


def test_a_deaf_host(store_run: Callable[..., Path]) -> None:
    """A host that has its run and does not answer is named, with what ends it."""
    folder = store_run("iris-1", state="running")
    with hold(folder, socket_path(folder), 5.0):
        (found,) = check_hosts(listed())
    assert found == Finding(
        "hosts",
        "warning",
        f"iris-1: process {os.getpid()} does not answer",
        "nntui stop iris-1 ends it, or says what does",
    )


def test_crashed_runs(store_run: Callable[..., Path]) -> None:
    """Their number and the first few are told, and how to go on with one."""
    for number in range(1, 8):
        store_run(f"iris-{number}", state="running")
    _, found = check_hosts(sorted(listed(), key=lambda run: run.name))
    assert (found.level, found.found, found.mend) == (
        "warning",
        "7 runs without an orderly end: iris-1, iris-2, iris-3, iris-4, iris-5, …",
        "nntui resume iris-1 goes on with it; nntui rm iris-1 removes it",
    )


def test_no_dead_sockets(sockets: Path) -> None:
    """One at which somebody listens is none."""
    assert list(check_sockets(sockets)) == []


def test_a_dead_socket(sockets: Path) -> None:
    """One that a killed host left is named, with the command that removes it; looking removes nothing."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(os.fspath(sockets / "dead.sock"))
    (found,) = check_sockets(sockets)
    assert found == Finding(
        "sockets", "warning", "1 socket of hosts that are gone", f"rm {sockets / 'dead.sock'}"
    )
    assert (sockets / "dead.sock").exists()


def test_sockets_of_somebody_else(sockets: Path) -> None:
    """Nobody is told to remove what lies in a folder that is not theirs alone."""
    (sockets / "dead.sock").write_text("")
    sockets.chmod(0o777)
    assert list(check_sockets(sockets)) == []


@pytest.mark.parametrize(
    ("advice", "expected"),
    [
        ("", Finding("logout", "ok", "runs go on when you log out")),
        ("this ends: do that", Finding("logout", "warning", "this ends", "do that")),
    ],
)
def test_logout(monkeypatch: pytest.MonkeyPatch, advice: str, expected: Finding) -> None:
    """What a user is told once when a run begins is told here every time."""
    monkeypatch.setattr(hosts, "advice", lambda _: advice)
    assert check_logout({}) == expected
