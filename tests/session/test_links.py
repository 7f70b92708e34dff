"""The link to a host on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from nntui.session.links import LinkError, SocketLink
from nntui.session.sockets import listen, socket_path


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a run, and a place for sockets."""
    with TemporaryDirectory(prefix="nntui-") as place:
        monkeypatch.setenv("NNTUI_SOCKETS", f"{place}/s")
        yield Path(place) / "digits-1"


def refusal(folder: Path) -> LinkError:
    with pytest.raises(LinkError) as caught:
        SocketLink(folder).connect(may_ask=False)
    return caught.value


def test_it_reaches_the_host(folder: Path) -> None:
    """Bytes pass, and nobody waits for a limited time only once there is a connection."""
    with listen(socket_path(folder)) as host, SocketLink(folder).connect(may_ask=False) as link:
        connected, _ = host.accept()
        with connected:
            link.sendall(b"hello")
            assert (connected.recv(5), link.gettimeout()) == (b"hello", None)


def test_a_run_that_never_had_a_host(folder: Path) -> None:
    """Without a socket there is no host, and trying again is of no use."""
    error = refusal(folder)
    assert (error.reason, error.final, error.needs_person) == ("digits-1 has no host", True, False)


def test_a_run_whose_host_was_killed(folder: Path) -> None:
    """A socket that nobody listens at is no host either."""
    listen(socket_path(folder)).close()
    error = refusal(folder)
    assert (error.reason, error.final) == ("digits-1 has no host", True)
