"""The stand-in for ssh: as slow as asked for, cut and silent on command, and it counts."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from benchmarks.harness.link import Link
from benchmarks.harness.throttled_ssh import Passed, ThrottledSsh, throttled_ssh
from nntui.session.links import LinkError
from nntui.session.ssh import SshLink, Timing

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarMachine]:
    """The machine at the far end."""
    with far_machine() as far:
        monkeypatch.setenv("NNTUI_SOCKETS", str(far.sockets))
        yield far


@pytest.fixture
def ssh() -> Iterator[ThrottledSsh]:
    """A link that is not slow, yet."""
    with throttled_ssh() as ssh:
        yield ssh


@pytest.fixture
def host(far: FarMachine) -> Iterator[socket.socket]:
    """A host that listens at the far end."""
    with far.listening("a") as host:
        yield host


@pytest.fixture
def ends(ssh: ThrottledSsh, host: socket.socket) -> Iterator[tuple[socket.socket, socket.socket]]:
    """The viewer's end of a connection, and the host's."""
    with SshLink("far", "a", str(ssh.program)).connect(may_ask=False) as viewer:
        connected, _ = host.accept()
        with connected:
            for end in (viewer, connected):
                end.settimeout(10.0)
            yield viewer, connected


Ends = tuple[socket.socket, socket.socket]


def test_bytes_pass_both_ways(ends: Ends) -> None:
    """Without a bound it is a link like any other."""
    viewer, host = ends
    viewer.sendall(b"hello")
    host.sendall(b"welcome")
    assert (host.recv(5), viewer.recv(7)) == (b"hello", b"welcome")


def test_it_counts(ssh: ThrottledSsh, ends: Ends, until: Until) -> None:
    """Bytes of each way are counted apart, also of connections that have ended."""
    viewer, host = ends
    before = ssh.passed()
    viewer.sendall(bytes(300))
    host.sendall(bytes(5000))
    expected = Passed(before.to_host + 300, before.to_viewer + 5000, 1)
    until(lambda: ssh.passed() == expected)
    viewer.close()
    host.close()
    SshLink("far", "a", str(ssh.program)).connect(may_ask=False).close()
    assert ssh.passed().connections == 2
    assert ssh.passed().to_viewer > expected.to_viewer


def test_a_round_trip(ssh: ThrottledSsh, ends: Ends) -> None:
    """A word and its answer take the round trip, and not much more."""
    viewer, host = ends
    ssh.change(Link(round_trip_s=0.2))
    begun = time.monotonic()
    viewer.sendall(b"a")
    host.sendall(host.recv(1))
    viewer.recv(1)
    assert time.monotonic() - begun >= 0.2


def test_a_rate(ssh: ThrottledSsh, ends: Ends) -> None:
    """Bytes take the time that the rate gives them."""
    viewer, host = ends
    ssh.change(Link(bytes_per_s=10_000))
    begun, heard = time.monotonic(), 0
    host.sendall(bytes(3000))
    while heard < 3000:
        heard += len(viewer.recv(4096))
    assert time.monotonic() - begun >= 0.29


def test_a_cut_is_seen_at_both_ends(ssh: ThrottledSsh, ends: Ends) -> None:
    """A cut link ends both connections."""
    ssh.cut()
    assert [end.recv(1) for end in ends] == [b"", b""]


@pytest.mark.usefixtures("host")
def test_a_cut_link_connects_nobody(ssh: ThrottledSsh) -> None:
    """While it is cut ssh says what it says without a network, and afterwards it connects again."""
    ssh.cut()
    link = SshLink("far", "a", str(ssh.program))
    with pytest.raises(LinkError) as caught:
        link.connect(may_ask=False)
    assert caught.value.reason == "far: ssh: connect to host far port 22: Network is unreachable"
    ssh.restore()
    link.connect(may_ask=False).close()


def test_silence_closes_nothing(ssh: ThrottledSsh, ends: Ends) -> None:
    """A silent link takes words and delivers none, until it is restored; then it delivers all of them."""
    viewer, host = ends
    ssh.silence()
    assert ssh.passed().connections == 1
    viewer.sendall(b"anybody?")
    host.settimeout(0.1)
    with pytest.raises(TimeoutError):
        host.recv(8)
    ssh.restore()
    host.settimeout(10.0)
    assert host.recv(8) == b"anybody?"


@pytest.mark.usefixtures("host")
def test_silence_keeps_newcomers_waiting(ssh: ThrottledSsh) -> None:
    """A connection begun in silence is made when it is over, or given up before."""
    ssh.silence()
    link = SshLink("far", "a", str(ssh.program), Timing(patience_s=0.2))
    with pytest.raises(LinkError, match=r"^far did not answer within 0\.2 s$"):
        link.connect(may_ask=False)


def test_a_viewer_that_leaves_a_slow_link(ssh: ThrottledSsh, ends: Ends, until: Until) -> None:
    """Where much is on its way to a viewer that has left, its host hears of it, and all is counted still."""
    viewer, host = ends
    ssh.change(Link(bytes_per_s=1000))
    host.sendall(bytes(3000))
    viewer.recv(1)
    viewer.close()
    assert host.recv(1) == b""
    host.close()
    until(lambda: ssh.passed().connections == 1)
