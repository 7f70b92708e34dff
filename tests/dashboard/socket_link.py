"""A link to the name of a socket, which meets what troubles a test gives it."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

from nntui.session.links import LinkError


class SocketLink:
    """A link to whatever listens at the name of a socket.

    troubles: what each try meets instead, one after the other. patience: tries wait for it. asked: of each
    try, who would have been there to answer a question.
    """

    def __init__(self, path: Path, place: str = "") -> None:
        self.place = place
        self.path = path
        self.troubles: list[LinkError] = []
        self.patience = threading.Event()
        self.patience.set()
        self.asked: list[str] = []
        self._newest: socket.socket | None = None

    def connect(self, *, may_ask: bool) -> socket.socket:
        """A connection; LinkError for a trouble, or where nobody listens."""
        self.asked.append("person" if may_ask else "nobody")
        self.patience.wait()
        if self.troubles:
            raise self.troubles.pop(0)
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connected.connect(str(self.path))
        except OSError as error:
            connected.close()
            raise LinkError("iris-1 has no host", final=True, no_host=True) from error
        self._newest = connected
        return connected

    def resume(self, *, may_ask: bool) -> socket.socket:
        """As `connect`: the host of a test is there already."""
        return self.connect(may_ask=may_ask)

    def last_words(self) -> str:
        """None."""
        return ""

    def break_off(self) -> None:
        """End the newest connection, without a word to either end."""
        assert self._newest is not None
        self._newest.shutdown(socket.SHUT_RDWR)
