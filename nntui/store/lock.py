"""Who holds a run: a kernel lock on its file `lock`, which also says so in words."""

from __future__ import annotations

import fcntl
import os
import platform
from pathlib import Path
from typing import IO

import msgspec

from nntui.errors import UserError


class Holder(msgspec.Struct, frozen=True):
    """The host that holds a run. started: seconds since 1970."""

    pid: int
    machine: str
    started: float
    socket: str


def hold(folder: Path, socket: Path, started: float) -> IO[bytes]:
    """Take the run in `folder` until the file returned is closed, however that comes about.

    UserError where another host has it.
    """
    file = (folder / "lock").open("a+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = read_holder(folder)
        file.close()
        who = f"process {holder.pid} on {holder.machine}" if holder else "another host"
        raise UserError(f"{folder.name} is being trained by {who} already") from error
    file.truncate(0)
    file.write(msgspec.json.encode(Holder(os.getpid(), platform.node(), started, str(socket))))
    file.flush()
    return file


def read_holder(folder: Path) -> Holder | None:
    """Who holds, or held, the run; None where nobody says so."""
    try:
        return msgspec.json.decode((folder / "lock").read_bytes(), type=Holder)
    except (OSError, msgspec.DecodeError):
        return None
