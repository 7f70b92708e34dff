"""Bytes through a relay: all of them, in order, and an end for every way in which one can come."""

from __future__ import annotations

import os
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from nntui.session.relay.copying import MOST_HELD, Flow, copy_both_ways

BIG = os.urandom(700_001)


class Copying:
    """A relay in a thread, between a viewer's two pipes and a host's socket."""

    def __init__(self, early: bytes = b"", linger_s: float = 10.0, stall_s: float = 10.0) -> None:
        self._from_viewer, self.said = os.pipe()
        self.heard, self._to_viewer = os.pipe()
        self.host, self._inner = socket.socketpair()
        self.host.settimeout(10.0)
        self._open = {self.said, self.heard}
        limits = {"linger_s": linger_s, "stall_s": stall_s}
        words = (self._from_viewer, self._to_viewer, self._inner, early)
        self.thread = threading.Thread(target=copy_both_ways, args=words, kwargs=limits, daemon=True)
        self.thread.start()

    @property
    def over(self) -> bool:
        """Whether it ends, within the patience of a test."""
        self.thread.join(10.0)
        return not self.thread.is_alive()

    def close(self, descriptor: int) -> None:
        """Close one of the viewer's ends."""
        self._open.remove(descriptor)
        os.close(descriptor)

    def hear(self, size: int) -> bytes:
        """What the viewer reads: so many bytes, or up to the end."""
        heard = bytearray()
        while len(heard) < size and (piece := os.read(self.heard, size - len(heard))):
            heard += piece
        return bytes(heard)

    def told(self, size: int) -> bytes:
        """What the host reads: so many bytes, or up to the end."""
        told = bytearray()
        while len(told) < size and (piece := self.host.recv(size - len(told))):
            told += piece
        return bytes(told)

    def end(self) -> None:
        """End it whatever the test did."""
        self.host.close()
        for descriptor in self._open:
            os.close(descriptor)
        assert self.over
        for descriptor in (self._from_viewer, self._to_viewer):
            os.close(descriptor)
        self._inner.close()


def fill(descriptor: int) -> None:
    """Write until nobody takes any more, not for a while either."""
    os.set_blocking(descriptor, False)
    while select.select([], [descriptor], [], 0.02)[1]:
        with suppress(BlockingIOError):  # it was taken for free on the way
            os.write(descriptor, bytes(4096))


@pytest.fixture
def copying(request: pytest.FixtureRequest) -> Iterator[Copying]:
    """A relay that copies; parametrised with its arguments where a test has any."""
    copying = Copying(**getattr(request, "param", {}))
    yield copying
    copying.end()


def test_to_the_host(copying: Copying) -> None:
    """What a viewer says reaches the host, however much it is."""
    writer = threading.Thread(target=lambda: os.write(copying.said, BIG))
    writer.start()
    assert copying.told(len(BIG)) == BIG
    writer.join()


def test_to_the_viewer(copying: Copying) -> None:
    """What a host says reaches the viewer, however much it is."""
    writer = threading.Thread(target=copying.host.sendall, args=(BIG,))
    writer.start()
    assert copying.hear(len(BIG)) == BIG
    writer.join()


@pytest.mark.parametrize("copying", [{"early": b"hello"}], indirect=True)
def test_what_the_viewer_said_early(copying: Copying) -> None:
    """Bytes that came with the viewer's line go before all others."""
    os.write(copying.said, b" world")
    assert copying.told(11) == b"hello world"


def test_the_end_of_a_viewer_s_words_reaches_the_host(copying: Copying) -> None:
    """A host hears that its viewer has left, behind the last that it said."""
    os.write(copying.said, b"stop")
    copying.close(copying.said)
    assert copying.told(100) == b"stop"


def test_a_host_may_answer_a_viewer_that_says_no_more(copying: Copying) -> None:
    """One direction that has ended leaves the other as it is."""
    copying.close(copying.said)
    copying.told(1)
    copying.host.sendall(b"stopped")
    copying.host.shutdown(socket.SHUT_WR)
    assert copying.hear(7) == b"stopped"


def test_it_ends_with_the_host(copying: Copying) -> None:
    """A host that closed ends the relay, behind its last words."""
    copying.host.sendall(b"the end")
    copying.host.close()
    assert (copying.hear(7), copying.over) == (b"the end", True)


def test_it_ends_with_the_viewer(copying: Copying) -> None:
    """A viewer that is gone ends the relay as soon as there is something to tell it."""
    copying.close(copying.heard)
    copying.host.sendall(b"news")
    assert copying.over


@pytest.mark.parametrize("copying", [{"linger_s": 0.05}], indirect=True)
def test_a_host_that_stands_still_keeps_no_relay(copying: Copying) -> None:
    """Where the viewer has left and the host does not hear it, the relay ends by itself."""
    copying.close(copying.said)
    assert copying.over


@pytest.mark.parametrize("copying", [{"linger_s": 0.05}], indirect=True)
def test_nor_does_one_that_reads_nothing(copying: Copying) -> None:
    """As above, with words for the host that it never takes."""
    fill(copying.said)
    copying.close(copying.said)
    assert copying.over


@pytest.mark.parametrize("copying", [{"stall_s": 0.05}], indirect=True)
def test_a_viewer_that_stands_still_keeps_no_relay(copying: Copying) -> None:
    """Where the host has ended and the viewer does not take its last words, the relay ends by itself."""
    fill(copying.host.fileno())
    copying.host.close()
    assert copying.over


def test_a_host_that_closed_with_words_unread(copying: Copying) -> None:
    """A host that leaves without hearing a viewer out still has its last words delivered."""
    os.write(copying.said, b"one more")
    while copying.host.recv(8, socket.MSG_PEEK) != b"one more":
        pass
    copying.host.sendall(b"bye")
    copying.host.close()
    assert (copying.hear(3), copying.over) == (b"bye", True)


def test_little_is_held() -> None:
    """A flow whose sink takes nothing stops reading, so that whoever speaks has to wait."""
    read, write = os.pipe()
    flow = Flow(read, write)
    os.set_blocking(write, False)
    while flow.hungry:
        os.write(write, bytes(4096))
        flow.fill()
    os.close(read)
    os.close(write)
    assert (len(flow.held), flow.hungry) == (MOST_HELD, False)
