"""B9: a process of another user that connects is refused, and hears nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness.socket_host import SocketHost
from nntui.session.protocol import VERSIONS, Hello, Welcome

ANOTHER_USER = 65534
HELLO = Hello(VERSIONS, "test")

PROBE = """
import os, socket, sys
os.setgroups([])
os.setuid(int(sys.argv[2]))
probe = socket.socket(socket.AF_UNIX)
try:
    probe.connect(sys.argv[1])
    print(f"heard {len(probe.recv(100))} bytes")
except OSError as error:
    print(type(error).__name__)
"""
"""Becomes another user, connects to a socket, and says how that ended."""

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")


def knock(path: Path) -> str:
    """What another user comes to hear."""
    # It becomes the other one only then: that one may not be able to read where this Python was installed.
    command = [sys.executable, "-c", PROBE, str(path), str(ANOTHER_USER)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr


def let_in(path: Path) -> None:
    """Open everything on the way to a socket, as nobody should."""
    for folder in path.parents[:2]:
        folder.chmod(0o755)
    path.chmod(0o777)


@as_root
def test_the_folder_keeps_others_out(socket_host: SocketHost) -> None:
    """They do not even come to the socket."""
    assert knock(socket_host.path) == "PermissionError"


@as_root
def test_the_host_sends_them_away(socket_host: SocketHost) -> None:
    """Also where somebody has opened the folder: its owner is asked for by the kernel's own word."""
    let_in(socket_host.path)
    assert knock(socket_host.path) == "heard 0 bytes"
    assert isinstance(socket_host.connect(HELLO).hear(Welcome)[0], Welcome)


def test_the_host_asks_who_it_is(socket_host: SocketHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is not the host's own user is let go without a word; later ones are served."""
    own = os.getuid()
    monkeypatch.setattr("nntui.session.host.peer.os.getuid", lambda: own + 1)
    assert socket_host.connect(HELLO).hear(Welcome) == []
    monkeypatch.undo()
    assert isinstance(socket_host.connect(HELLO).hear(Welcome)[0], Welcome)
