"""A host in this process behind a real socket, and viewers that are sockets and no more."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress
from pathlib import Path

from nntui.session.codec import encode, viewer_reader
from nntui.session.host.server import Server
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import ToHost, ToViewer
from nntui.session.sockets import listen


class PlainViewer:
    """A socket, and what came over it."""

    def __init__(self, connected: socket.socket, *said: ToHost) -> None:
        self.socket = connected
        self.socket.settimeout(10.0)
        self.reader = viewer_reader()
        self.say(*said)

    def say(self, *said: ToHost) -> None:
        """Send these words."""
        with suppress(BrokenPipeError, ConnectionResetError):  # reading finds why it was turned away
            self.socket.sendall(b"".join(map(encode, said)))

    def hear(self, kind: type[ToViewer]) -> list[ToViewer]:
        """All up to the next message of a kind, or to the end of the connection."""
        heard: list[ToViewer] = []
        with suppress(ConnectionResetError):
            while not any(isinstance(message, kind) for message in heard):
                data = self.socket.recv(65_536)
                if not data:
                    break
                heard += self.reader.feed(data)
        return heard

    def hears_anything(self, seconds: float) -> bool:
        """Whether anything comes within so long."""
        return bool(select.select([self.socket], [], [], seconds)[0])

    def hear_now(self) -> list[ToViewer]:
        """All that has arrived by now."""
        heard: list[ToViewer] = []
        while self.hears_anything(0.0) and (data := self.socket.recv(65_536)):
            heard += self.reader.feed(data)
        return heard

    @property
    def let_go(self) -> bool:
        """Whether the connection ends; waits for it."""
        with suppress(ConnectionResetError):
            while self.socket.recv(65_536):
                pass
        return True


def at(path: Path) -> socket.socket:
    """A connection to a listening socket."""
    connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connected.connect(str(path))
    return connected


class SocketHost:
    """A host whose viewers come over a socket; training happens in `host.turn`."""

    def __init__(self, host: LoopbackHost, path: Path) -> None:
        self.host, self.path = host, path
        self.failed = threading.Event()
        self.server = Server(listen(path), host.served, self.failed.set)
        self.viewers: list[PlainViewer] = []

    def connect(self, *said: ToHost) -> PlainViewer:
        """A viewer that has said these words."""
        viewer = PlainViewer(at(self.path), *said)
        self.viewers.append(viewer)
        return viewer

    def close(self) -> None:
        """All viewers leave, and the host is gone."""
        for viewer in self.viewers:
            viewer.socket.close()
        self.server.close(10.0)
