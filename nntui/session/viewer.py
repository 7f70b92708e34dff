"""A viewer that waits for what it is told: for commands without a screen, and for tests."""

from __future__ import annotations

import getpass
import platform
import secrets
import socket
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version

from nntui.session.codec import encode, viewer_reader
from nntui.session.protocol import (
    VERSIONS,
    Action,
    Command,
    Frame,
    Hello,
    Seen,
    Subscribe,
    ToHost,
    ToViewer,
    Welcome,
)

PIECE = 256 * 1024
"""Bytes read at a time."""


def viewer_name() -> str:
    """A random name for a viewer, by which a host knows it again."""
    return secrets.token_hex(8)


def person() -> str:
    """Whoever uses this program, as other people know them."""
    try:
        return f"{getpass.getuser()}@{platform.node()}"
    except (KeyError, OSError):  # a user without a name
        return platform.node()


def hello(*, read_only: bool = False, viewer: str = "") -> Hello:
    """This program's first words. viewer: its name, where it may connect again."""
    return Hello(VERSIONS, f"nntui {version('nntui')}", read_only, viewer, person())


def seen(message: ToViewer) -> Seen | None:
    """What a viewer says at once to a message."""
    match message:
        case Welcome():
            return Seen(0)
        case Frame(number=number):
            return Seen(number)
        case _:
            return None


class SocketViewer:
    """A connection to a host, blocking: over its Unix socket, or over what a link has connected.

    host: the path of that, or a connected socket, which is closed with this.
    """

    def __init__(self, host: str | socket.socket, wanted: Subscribe, *, read_only: bool = False) -> None:
        self._socket = _connected(host) if isinstance(host, str) else host
        self._reader = viewer_reader()
        self._commands = 0
        self._say(hello(read_only=read_only))
        self._say(wanted)

    def ask(self, action: Action) -> int:
        """Send a command; the id that its answer will bear, if the host is there still."""
        self._commands += 1
        self._say(Command(self._commands, action))
        return self._commands

    def messages(self) -> Iterator[ToViewer]:
        """All that arrives, until the host closes the connection or dies."""
        with suppress(ConnectionResetError):
            while data := self._socket.recv(PIECE):
                for message in self._reader.feed(data):
                    if (answer := seen(message)) is not None:
                        self._say(answer)
                    yield message

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def _say(self, message: ToHost) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # reading finds the end, behind the last words
            self._socket.sendall(encode(message))


def _connected(path: str) -> socket.socket:
    connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connected.connect(path)
    except OSError:
        connected.close()
        raise
    return connected
