"""How a viewer reaches a host: the Unix socket of a run on this machine, or a relay on another."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Protocol

from nntui.session.sockets import socket_path

ANSWER_S = 5.0
"""How long a host on this machine has for taking a connection."""


class LinkError(Exception):
    """There is no connection to be had; the reason is one sentence, and safe to show.

    needs_person: ssh has a question, which it may put where `may_ask` says so.
    final: trying again is of no use as long as nobody changes anything.
    no_host: the run is known to have none.
    """

    def __init__(
        self, reason: str, *, needs_person: bool = False, final: bool = False, no_host: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.needs_person = needs_person
        self.final = final
        self.no_host = no_host


class Link(Protocol):
    """A way to the host of one run, by which it is connected as often as the connection breaks."""

    @property
    def place(self) -> str:
        """The machine that the run is on; "" for this one."""

    def connect(self, *, may_ask: bool) -> socket.socket:
        """A socket that speaks the protocol from its first byte; waits for it. LinkError where there is none.

        may_ask: a person sits at the terminal and it is theirs; questions may be put there.
        """

    def resume(self, *, may_ask: bool) -> socket.socket:
        """As `connect`, after starting a host for the run where it has none."""

    def last_words(self) -> str:
        """Why the newest connection ended, as far as anybody said; "" otherwise."""


class SocketLink:
    """The socket of a host on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def connect(self, *, may_ask: bool) -> socket.socket:
        """A connection to the run's host; LinkError where it has none that answers."""
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connected.settimeout(ANSWER_S)
        try:
            connected.connect(os.fspath(socket_path(self.folder)))
        except OSError as error:
            connected.close()
            none = isinstance(error, FileNotFoundError | ConnectionRefusedError)
            reason = f"{self.folder.name} has no host" if none else "its host does not answer"
            raise LinkError(reason, final=none, no_host=none) from error
        connected.settimeout(None)
        return connected
