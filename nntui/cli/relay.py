"""`nntui relay`: what ssh runs on the machine of a host; reached by viewers, not by people.

Until a run without a host is asked for it needs the standard library alone.
"""

from __future__ import annotations

import os
import platform
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from nntui.errors import HostFailedError, NoHostError, UserError
from nntui.session.relay.serving import Reached, connect, serve
from nntui.session.sockets import check_folder

STDIN, STDOUT = 0, 1

STARTING_S = 10.0
"""How long a host that somebody else has just started may take until it listens."""

POLL_S = 0.05


def relay(arguments: Sequence[str]) -> int:
    """Serve a viewer over standard input and output; the exit code."""
    if arguments:
        raise UserError("nntui relay takes no arguments: what a viewer wants, it says itself")
    if os.isatty(STDIN):
        raise UserError("nntui relay talks to a viewer over ssh: use nntui attach HOST:RUN from over there")
    return serve(STDIN, STDOUT, StoredRuns())


class StoredRuns:
    """The runs of this machine beyond the hosts that listen."""

    def runs(self) -> list[dict[str, object]]:
        """All runs, as `nntui ls --json` says it."""
        from nntui.cli.ls import collect

        return collect()

    def hosted(self, run: str) -> Reached:
        """A run by a host that was not announced here."""
        folder = _folder(run)
        met = _host_of(folder)
        if met is None:
            raise NoHostError(f"{folder.name} has no host")
        return met

    def opened(self, run: str) -> Reached:
        """As above, or from its folder, which a thread serves until its viewer leaves."""
        folder = _folder(run)
        if met := _host_of(folder):
            return met
        from nntui.session.archive import open_archive, show_archive

        archive = open_archive(folder)
        ours, theirs = socket.socketpair()
        threading.Thread(target=show_archive, args=(archive, theirs), daemon=True).start()
        return Reached(folder.name, ours, is_host=False)

    def resumed(self, run: str) -> Reached:
        """As above, where it has no host with one that is started."""
        folder = _folder(run)
        if met := _host_of(folder):
            return met
        from nntui.session.launch import start_host

        start_host(folder)
        met = _await_host(folder)
        if met is None:
            raise HostFailedError(
                f"the host of {folder.name} ended as soon as it began: see {folder / 'host.log'}"
            )
        return met


def _folder(run: str) -> Path:
    """The folder of a run, of the newest for ""; UserError where there is none."""
    from nntui.locations import runs_folder
    from nntui.store.runs import find_run

    return find_run(runs_folder(), run or None)


def _await_host(folder: Path) -> Reached | None:
    """The host of a run that is just being started; None where it has ended meanwhile."""
    deadline = time.monotonic() + STARTING_S
    while True:
        try:
            return _host_of(folder)
        except HostFailedError:
            if time.monotonic() > deadline:
                raise
        time.sleep(POLL_S)


def _host_of(folder: Path) -> Reached | None:
    """The host of a run that has one, though it was not found among those announced.

    Its folder of sockets may be another than this login has. HostFailedError where it does not answer.
    """
    from nntui.store.lock import is_held, read_holder

    if not is_held(folder):
        return None
    holder = read_holder(folder)
    if holder and holder.machine != platform.node():
        raise HostFailedError(f"the host of {folder.name} is on {holder.machine}")
    if holder and Path(holder.socket).exists():
        check_folder(Path(holder.socket).parent)
        if host := connect(holder.socket):
            return Reached(folder.name, host, is_host=True)
    raise HostFailedError(f"the host of {folder.name} does not answer")
