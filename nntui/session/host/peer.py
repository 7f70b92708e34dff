"""A viewer's socket and all that belongs to it."""

from __future__ import annotations

import os
import socket
import struct
from contextlib import suppress

from nntui.session.codec import host_reader
from nntui.session.host.connection import Connection

PIECE = 64 * 1024
"""Bytes read or written at a time."""

KEPT = 16 * 1024
"""Bytes that the system keeps for a viewer who has not read them: what lies there has grown old."""

LAST_KEPT = 128 * 1024
"""And where they are the last: then they are to be read some time."""


class Peer:
    """Reads and writes without waiting. OSError where the viewer is gone.

    blocked: its socket took no more; nothing is written until somebody says that it takes some again.
    """

    def __init__(self, connected: socket.socket, connection: Connection) -> None:
        self.socket = connected
        self.connection = connection
        self._reader = host_reader()
        self._unsent = b""
        self.blocked = False
        connected.setblocking(False)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KEPT)

    @property
    def owing(self) -> bool:
        """Whether there is anything that the viewer was not sent yet, and that it is not to miss."""
        return bool(self._unsent) or self.connection.owing

    @property
    def held(self) -> int:
        """Bytes that are kept for the viewer."""
        return len(self._unsent) + self.connection.owed

    def read(self) -> bool:
        """Take what has arrived; False at the end. ProtocolError where it is nonsense."""
        data = self.socket.recv(PIECE)
        for message in self._reader.feed(data):
            self.connection.receive(message)
        return bool(data)

    def write(self) -> bool:
        """Write until there is nothing more; False where the link takes no more for now."""
        while data := self._unsent or self.connection.outgoing():
            self._unsent = data
            try:
                sent = self.socket.send(data[:PIECE])
            except BlockingIOError:
                self.blocked = True
                return False
            self._unsent = data[sent:]
        self.blocked = False
        return True

    def write_last(self) -> None:
        """Write the last words behind what is half written, also to a viewer who has not read for long."""
        with suppress(OSError):  # then they fit, or do not
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LAST_KEPT)
        self.write()


def same_user(connected: socket.socket) -> bool:
    """Whether the process at the other end of a Unix socket is this user's."""
    if hasattr(socket, "SO_PEERCRED"):
        size = struct.calcsize("3i")
        _, uid, _ = struct.unpack("3i", connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
        return bool(uid == os.getuid())
    # macOS: struct xucred of <sys/ucred.h>, asked for by LOCAL_PEERCRED (1) at SOL_LOCAL (0).
    credentials = connected.getsockopt(0, 1, 76)
    return bool(struct.unpack_from("2I", credentials)[1] == os.getuid())
