"""The link over a real ssh to a real sshd on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from benchmarks.harness.sshd import NoSshdError, Sshd, real_sshd
from nntui.session.links import LinkError
from nntui.session.ssh import SshLink

BIG = os.urandom(300_000)


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarMachine]:
    """The machine that sshd runs on, with a folder of sockets of its own."""
    with far_machine() as far:
        monkeypatch.setenv("NNTUI_SOCKETS", str(far.sockets))
        yield far


@pytest.fixture
def sshd(far: FarMachine) -> Iterator[Sshd]:
    """An sshd that leads to it; skips where there is none."""
    try:
        with real_sshd(far.environment) as sshd:
            yield sshd
    except NoSshdError as error:
        pytest.skip(str(error))


def test_bytes_pass_both_ways(far: FarMachine, sshd: Sshd) -> None:
    """All bytes there are pass as they are, also many of them."""
    with far.listening("a") as host, SshLink("far", "", str(sshd.program)).connect(may_ask=False) as link:
        connected, _ = host.accept()
        with connected:
            connected.sendall(bytes(range(256)))
            link.sendall(BIG)
            heard, told = bytearray(), bytearray()
            while len(heard) < 256:
                heard += link.recv(256)
            while len(told) < len(BIG):
                told += connected.recv(65536)
    assert (bytes(heard), bytes(told)) == (bytes(range(256)), BIG)


def test_closing_reaches_the_host(far: FarMachine, sshd: Sshd) -> None:
    """A viewer that leaves has left over there too, behind its last words."""
    with far.listening("a") as host:
        with SshLink("far", "a", str(sshd.program)).connect(may_ask=False) as link:
            connected, _ = host.accept()
            link.sendall(b"stop")
        with connected:
            connected.settimeout(10.0)
            assert (connected.recv(4), connected.recv(1)) == (b"stop", b"")


def test_a_link_that_drops(
    far: FarMachine, sshd: Sshd, until: Callable[[Callable[[], object]], None]
) -> None:
    """Both ends see it, ssh says why, and the next connection is as good as the first."""
    link = SshLink("far", "a", str(sshd.program))
    with far.listening("a") as host:
        connected = link.connect(may_ask=False)
        met, _ = host.accept()
        met.settimeout(10.0)
        connected.settimeout(10.0)
        sshd.drop_all()
        assert (connected.recv(1), met.recv(1)) == (b"", b"")
        until(link.last_words)
        assert link.last_words() == "far: Connection to 127.0.0.1 closed by remote host"
        connected.close()
        met.close()
        link.connect(may_ask=False).close()


def test_a_server_that_is_away(sshd: Sshd) -> None:
    """A machine that is off is told in ssh's own words, and may be tried again."""
    sshd.process.terminate()
    sshd.process.wait()
    with pytest.raises(LinkError) as caught:
        SshLink("far", "a", str(sshd.program)).connect(may_ask=False)
    error = caught.value
    assert "Connection refused" in error.reason
    assert (error.needs_person, error.final) == (False, False)


def test_a_relay_without_a_run(sshd: Sshd) -> None:
    """What the relay over there has to say comes through."""
    with pytest.raises(LinkError) as caught:
        SshLink("far", "nothing", str(sshd.program)).connect(may_ask=False)
    expected = "far: there is no run called nothing: nntui ls lists them"
    assert (caught.value.reason, caught.value.final) == (expected, True)
