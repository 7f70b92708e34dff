"""A viewer that waits for what it is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from nntui.session.codec import encode, host_reader
from nntui.session.protocol import Hello, Pong, Seen, Subscribe, ToHost
from nntui.session.sockets import listen
from nntui.session.viewer import SocketViewer
from tests.session.following.viewing import welcome

WANTED = Subscribe(rate_hz=1.0, epochs=True)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A connection as a link makes it: the viewer's end, and the host's."""
    near, far = socket.socketpair()
    far.settimeout(10.0)
    yield near, far
    near.close()
    far.close()


def said(far: socket.socket) -> list[ToHost]:
    """All that a host was told; the viewer has to have left."""
    reader, heard = host_reader(), list[ToHost]()
    while data := far.recv(65_536):
        heard += reader.feed(data)
    return heard


def test_over_what_a_link_has_connected(ends: tuple[socket.socket, socket.socket]) -> None:
    """It speaks and listens there as over a socket of its own, and closes it."""
    near, far = ends
    viewer = SocketViewer(near, WANTED, read_only=True)
    far.sendall(encode(welcome()) + encode(Pong(1)))
    far.shutdown(socket.SHUT_WR)
    heard = list(viewer.messages())
    viewer.close()
    first, *others = said(far)
    assert (heard, others) == ([welcome(), Pong(1)], [WANTED, Seen(0)])
    assert isinstance(first, Hello)
    assert (first.read_only, near.fileno()) == (True, -1)


def test_over_a_path(tmp_path: Path) -> None:
    """The socket of a host on this machine is connected to here."""
    with listen(tmp_path / "s" / "x.sock") as listener:
        viewer = SocketViewer(str(tmp_path / "s" / "x.sock"), WANTED)
        connected, _ = listener.accept()
        viewer.close()
        with connected:
            first, *others = said(connected)
    assert (isinstance(first, Hello), others) == (True, [WANTED])


def test_a_path_where_nobody_listens(tmp_path: Path) -> None:
    """It is an error of the system, and nothing is left open."""
    with pytest.raises(FileNotFoundError):
        SocketViewer(str(tmp_path / "x.sock"), WANTED)
