"""The link to a run on this machine: to its host, or to its folder where it has none."""

from __future__ import annotations

import platform
import socket
import threading
from pathlib import Path

from nntui.errors import HostFailedError, UserError
from nntui.session.archive import open_archive, show_archive
from nntui.session.launch import start_host
from nntui.session.links import LinkError, SocketLink
from nntui.store.lock import is_held, read_holder


class LocalLink:
    """A run of this machine, by its host or from its folder; a folder is no match for a host that was met."""

    place = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._host = SocketLink(folder)
        self._met_host = False

    def connect(self, *, may_ask: bool) -> socket.socket:
        """A connection to the run's host, else to its folder unless a host was met; else LinkError."""
        try:
            return self._meet(may_ask)
        except LinkError as error:
            if is_held(self.folder):
                raise self._elsewhere() or LinkError(error.reason) from error
            if self._met_host:
                raise
        return self._archive()

    def resume(self, *, may_ask: bool) -> socket.socket:
        """As `connect`; a host is started first where the run has none."""
        if not is_held(self.folder):
            self._start()
        return self._meet(may_ask)

    def last_words(self) -> str:
        """Nothing: a socket ends without a word."""
        return ""

    def _meet(self, may_ask: bool) -> socket.socket:
        connected = self._host.connect(may_ask=may_ask)
        self._met_host = True
        return connected

    def _start(self) -> None:
        try:
            launch = start_host(self.folder)
        except (UserError, HostFailedError) as error:
            raise LinkError(str(error), final=isinstance(error, UserError)) from error
        if launch is not None:
            # It is a child of this process, and its end has to be taken note of, whenever that comes.
            threading.Thread(target=launch.process.wait, name="reaper", daemon=True).start()

    def _elsewhere(self) -> LinkError | None:
        """Why a host that holds the run will never answer here."""
        holder = read_holder(self.folder)
        if holder is None or holder.machine == platform.node():
            # It does not answer yet, or has lost its socket, and will bind another.
            return None
        return LinkError(f"the host of {self.folder.name} is on {holder.machine}", final=True)

    def _archive(self) -> socket.socket:
        try:
            archive = open_archive(self.folder)
        except UserError as error:
            raise LinkError(str(error), final=True) from error
        near, far = socket.socketpair()
        threading.Thread(target=show_archive, args=(archive, far), name="archive", daemon=True).start()
        return near
