"""A9: a cleaner removed the socket: the host can be reached again within five seconds."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.harness.real_run import RealRun, wait_until
from nntui.session.host.presence import LOOK_EVERY_S, Presence
from nntui.session.protocol import Evaluate
from nntui.session.registry import announced
from nntui.session.sockets import listen

BOUND_S = 5.0
BUSY = 3.0
"""By how much a busy machine may be slower."""

Remove = Callable[[Path], object]


def the_socket(path: Path) -> None:
    path.unlink()


def the_note(path: Path) -> None:
    path.with_suffix(".json").unlink()


def the_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def put_another_there(path: Path) -> None:
    path.unlink()
    path.write_text("not a socket")


@pytest.mark.parametrize("remove", [the_folder, put_another_there])
def test_it_is_reached_again(real: Callable[..., RealRun], remove: Remove) -> None:
    """A host whose socket is gone binds it again, and is announced; whoever is connected stays so."""
    run = real(paused=True)
    run.begin()
    early = run.watcher
    assert early is not None
    remove(run.socket)
    assert wait_until(run.socket.is_socket) < BOUND_S * BUSY
    late = run.watch()
    for watcher in (early, late):
        assert watcher.ask(Evaluate()) == 1
    wait_until(lambda: [each.pid for each in announced()] == [run.pid])
    early.close()
    run.stop()


def test_it_looks_often_enough() -> None:
    """Twice within the time that it has."""
    assert 2 * LOOK_EVERY_S <= BOUND_S


class Server:
    """Remembers the sockets that viewers are to come from."""

    def __init__(self) -> None:
        self.listeners: list[socket.socket] = []

    def rebind(self, listener: socket.socket) -> None:
        """Another one."""
        self.listeners.append(listener)


@pytest.fixture
def path(home: Path) -> Path:
    """Where a host listens."""
    return home / "s" / "a.sock"


@pytest.fixture
def server(path: Path) -> Iterator[Server]:
    """What serves viewers, already listening."""
    server = Server()
    server.rebind(listen(path))
    yield server
    for listener in server.listeners:
        listener.close()


@pytest.fixture
def presence(path: Path, server: Server) -> Iterator[Presence]:
    """A host at its socket."""
    presence = Presence(path, Path("/runs/a"), 12.5, server.rebind)
    presence.begin()
    yield presence
    presence.end()


def test_all_is_well(presence: Presence, server: Server) -> None:
    """A socket that is there is left alone."""
    presence.look()
    assert len(server.listeners) == 1


@pytest.mark.parametrize("remove", [the_socket, the_note, the_folder, put_another_there])
def test_it_is_as_it_was(presence: Presence, path: Path, remove: Remove) -> None:
    """Whatever was taken away is there again after one look."""
    remove(path)
    presence.look()
    assert (path.is_socket(), [(each.name, each.socket) for each in announced()]) == (True, [("a", path)])


def test_a_folder_that_is_not_ours(
    presence: Presence, path: Path, server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    """It does not listen where others could meddle; the reason is told once, and it is tried again."""
    the_folder(path)
    path.parent.mkdir(mode=0o755)
    presence.look()
    presence.look()
    told = f"this host cannot be found: {path.parent} is open to other users: run chmod 700 {path.parent}\n"
    assert (len(server.listeners), capfd.readouterr().err) == (1, told)
    path.parent.chmod(0o700)
    presence.look()
    assert path.is_socket()


def test_nothing_is_left_of_it(path: Path, server: Server) -> None:
    """A host that ended is not to be found."""
    presence = Presence(path, Path("/runs/a"), 12.5, server.rebind)
    presence.begin()
    presence.end()
    assert (list(path.parent.iterdir()), announced()) == ([], [])


def test_another_host_in_its_place(path: Path, server: Server) -> None:
    """A host that ends takes nothing from one that came after it."""
    presence = Presence(path, Path("/runs/a"), 12.5, server.rebind)
    presence.begin()
    server.rebind(listen(path))
    presence.end()
    assert path.is_socket()
