"""Where a host can be found: its socket and the note beside it, made anew where a cleaner removed them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from nntui.errors import UserError
from nntui.session.host.noting import note
from nntui.session.registry import announce, is_announced, withdraw
from nntui.session.sockets import listen

LOOK_EVERY_S = 2.0
"""How often it is looked whether the socket is there still."""


class Presence:
    """A host at its socket, for as long as it is there.

    folder: of its run. started: seconds since 1970. rebind: has viewers come from another listening socket.
    """

    def __init__(
        self, path: Path, folder: Path, started: float, rebind: Callable[[socket.socket], None]
    ) -> None:
        self._path = path
        self._folder = folder
        self._started = started
        self._rebind = rebind
        self._place = _identity(path)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="presence", daemon=True)
        self._told = ""

    def begin(self) -> None:
        """Say that the host is there, and look after it from now on."""
        self._say(self._announce)
        self._thread.start()

    def end(self) -> None:
        """Be found no more. A host that took the place meanwhile stays."""
        self._over.set()
        self._thread.join()
        if _identity(self._path) == self._place:
            withdraw(self._path)
            self._path.unlink(missing_ok=True)

    def look(self) -> None:
        """Bind the socket again where it is gone, or another; write the note again where that is gone."""
        if _identity(self._path) != self._place:
            self._say(self._bind)
        elif not is_announced(self._path):
            self._say(self._announce)

    def _bind(self) -> None:
        listener = listen(self._path)
        self._place = _identity(self._path)
        self._rebind(listener)
        self._announce()
        note("the socket was gone: it is there again")

    def _announce(self) -> None:
        announce(self._path, self._folder, self._started)

    def _keep(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            self.look()

    def _say(self, act: Callable[[], None]) -> None:
        """Training goes on where nobody can find it; the cause is in host.log, once."""
        try:
            act()
        except (OSError, UserError) as error:
            if str(error) != self._told:
                self._told = str(error)
                note(f"this host cannot be found: {error}")
        else:
            self._told = ""


def _identity(path: Path) -> tuple[int, int, int] | None:
    with suppress(OSError):  # whatever it is, it is not there
        found = path.lstat()
        # The number of a file that is gone may be given to the next one at once.
        return found.st_dev, found.st_ino, found.st_ctime_ns
    return None
