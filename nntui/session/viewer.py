"""A viewer that waits for what it is told: for commands without a screen, and for tests."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version

from nntui.session.codec import encode, viewer_reader
from nntui.session.protocol import VERSIONS, Action, Command, Hello, Subscribe, ToHost, ToViewer

PIECE = 256 * 1024
"""Bytes read at a time."""


def hello(*, read_only: bool = False) -> Hello:
    """This program's first words."""
    return Hello(VERSIONS, f"nntui {version('nntui')}", read_only)


class SocketViewer:
    """A connection to a host over its Unix socket, blocking."""

    def __init__(self, path: str, wanted: Subscribe, *, read_only: bool = False) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
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
                yield from self._reader.feed(data)

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def _say(self, message: ToHost) -> None:
        with suppress(BrokenPipeError):  # reading finds the end of it, behind the host's last words
            self._socket.sendall(encode(message))
