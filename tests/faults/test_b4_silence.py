"""B4: who connects and says nothing is dropped after two seconds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.socket_host import SocketHost
from nntui.session.codec import encode
from nntui.session.host.connection import HELLO_S
from nntui.session.protocol import VERSIONS, Hello, Rejected, Subscribe, Welcome

if TYPE_CHECKING:
    from tests.faults.conftest import Size

HELLO = Hello(VERSIONS, "test")
PATIENCE = 2.0
"""How much longer than it should take things may take on a machine that is busy."""


@pytest.mark.parametrize(
    "said", [b"", b"\0\0", encode(HELLO)[:-1]], ids=["nothing", "two bytes", "half a hello"]
)
def test_it_is_dropped(socket_host: SocketHost, said: bytes) -> None:
    """In two seconds, and no sooner; the reason is said."""
    begun = time.monotonic()
    viewer = socket_host.connect()
    viewer.socket.sendall(said)
    heard = viewer.hear(Rejected)
    took = time.monotonic() - begun
    assert (heard, viewer.let_go) == ([Rejected("it said nothing", "silent")], True)
    assert HELLO_S - 0.1 <= took <= HELLO_S * PATIENCE


def test_all_of_them_are_dropped(socket_host: SocketHost, size: Size) -> None:
    """However many."""
    begun = time.monotonic()
    viewers = [socket_host.connect() for _ in range(size(20, 100))]
    assert all(viewer.let_go for viewer in viewers)
    assert time.monotonic() - begun <= HELLO_S * PATIENCE


def test_who_has_said_hello_may_be_silent(socket_host: SocketHost) -> None:
    """A viewer that looks at a paused run has nothing to say."""
    viewer, silent = socket_host.connect(HELLO, Subscribe(rate_hz=0.0)), socket_host.connect()
    viewer.hear(Welcome)
    assert silent.let_go
    assert not viewer.hears_anything(0.1)
