"""The hosts of this machine: those that do not answer, and what dead ones left behind."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from nntui.checks.finding import Finding
from nntui.errors import UserError
from nntui.numbers import counted
from nntui.session.listing import Listed
from nntui.session.outliving import advice
from nntui.session.sockets import check_folder

FEW = 5


def check_hosts(runs: Iterable[Listed]) -> Iterator[Finding]:
    """Look at what the runs' hosts answered."""
    runs = tuple(runs)
    live = [run for run in runs if run.host_pid is not None]
    deaf = [run for run in live if run.state == "not answering"]
    for run in deaf:
        mend = f"nntui stop {run.name} ends it, or says what does"
        yield Finding("hosts", "warning", f"{run.name}: process {run.host_pid} does not answer", mend)
    if not deaf:
        yield Finding("hosts", "ok", f"{counted(len(live), 'run')} with a host")
    crashed = [run.name for run in runs if run.state == "crashed"]
    if crashed:
        names = ", ".join(crashed[:FEW]) + (", …" if len(crashed) > FEW else "")
        mend = f"nntui resume {crashed[0]} goes on with it; nntui rm {crashed[0]} removes it"
        yield Finding(
            "crashed", "warning", f"{counted(len(crashed), 'run')} without an orderly end: {names}", mend
        )


def check_sockets(sockets: Path) -> Iterator[Finding]:
    """Sockets at which nobody listens any more, in a folder that is this user's."""
    try:
        check_folder(sockets)
    except (UserError, OSError):  # as `check_folders` says
        return
    dead = sorted(path for path in sockets.glob("*.sock") if _is_dead(path))
    if dead:
        found = f"{counted(len(dead), 'socket')} of hosts that are gone"
        yield Finding("sockets", "warning", found, f"rm {' '.join(map(str, dead))}")


def _is_dead(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as host:
        host.setblocking(False)
        return host.connect_ex(os.fspath(path)) == errno.ECONNREFUSED


def check_logout(environment: Mapping[str, str]) -> Finding:
    """Whether hosts outlive a logout."""
    told = advice(environment)
    if told:
        found, _, mend = told.partition(": ")
        return Finding("logout", "warning", found, mend)
    return Finding("logout", "ok", "runs go on when you log out")
