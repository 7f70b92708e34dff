"""A viewer of a run without a host, over a socket as every viewer has one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nntui.session.archive import open_archive, show_archive
from nntui.session.codec import encode, viewer_reader
from nntui.session.protocol import Action, Command, HeatRequest, Subscribe, ToHost
from nntui.session.state import SessionState, reduce
from nntui.session.viewer import hello, seen

PATIENCE_S = 10.0

WANTED = Subscribe(rate_hz=10.0, columns=64, heat=HeatRequest("dense_1", 8, 8), layers=True)
"""What a dashboard shows, on a small screen."""


class ArchiveViewer:
    """`state` is what it knows. thread: of the archive."""

    def __init__(self, folder: Path, wanted: Subscribe | None, *, read_only: bool) -> None:
        self.socket, far = socket.socketpair()
        self.thread = threading.Thread(target=show_archive, args=(open_archive(folder), far), name="archive")
        self.thread.start()
        self._reader = viewer_reader()
        self.state = SessionState()
        self.say(hello(read_only=read_only))
        if wanted is not None:
            self.say(wanted)
        self.read_until(lambda state: state.run is not None)

    def say(self, message: ToHost) -> None:
        """Send it."""
        self.socket.sendall(encode(message))

    def ask(self, action: Action) -> None:
        """Send a command."""
        self.say(Command(1, action))

    def read_until(self, condition: Callable[[SessionState], object]) -> SessionState:
        """Take in what comes until the state is as wanted, or for so long that it will not be."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition(self.state) and (left := deadline - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                data = self.socket.recv(65_536)
            except TimeoutError:
                break
            if not data:
                break
            for message in self._reader.feed(data):
                self.state = reduce(self.state, message)
                if (answer := seen(message)) is not None:
                    self.say(answer)
        return self.state

    def leave(self) -> None:
        """As any viewer leaves: without a word."""
        self.socket.close()
        self.thread.join(PATIENCE_S)


@contextmanager
def viewing(
    folder: Path, wanted: Subscribe | None = WANTED, *, read_only: bool = False
) -> Iterator[ArchiveViewer]:
    """A viewer of the run in a folder, which has been welcomed; it leaves afterwards."""
    viewer = ArchiveViewer(folder, wanted, read_only=read_only)
    try:
        yield viewer
    finally:
        viewer.leave()
