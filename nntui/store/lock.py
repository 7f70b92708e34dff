"""Who holds a run: a kernel lock on its file `lock`, which also says so in words."""

from __future__ import annotations

import fcntl
import os
import platform
import time
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


PROBED_S = 0.3
"""Whoever asks whether a run is held holds it for a moment: no host takes that for another one."""


def hold(folder: Path, socket: Path, started: float) -> IO[bytes]:
    """Take the run in `folder` until the file returned is closed, however that comes about.

    UserError where another host has it.
    """
    file = (folder / "lock").open("a+b")
    try:
        _lock(file)
    except BlockingIOError as error:
        holder = read_holder(folder)
        file.close()
        who = f"process {holder.pid} on {holder.machine}" if holder else "another host"
        raise UserError(f"{folder.name} is being trained by {who} already") from error
    file.truncate(0)
    file.write(msgspec.json.encode(Holder(os.getpid(), platform.node(), started, str(socket))))
    file.flush()
    return file


def _lock(file: IO[bytes]) -> None:
    deadline = time.monotonic() + PROBED_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PROBED_S / 30)
        else:
            return


def read_holder(folder: Path) -> Holder | None:
    """Who holds, or held, the run; None where nobody says so."""
    try:
        return msgspec.json.decode((folder / "lock").read_bytes(), type=Holder)
    except (OSError, msgspec.DecodeError):
        return None


def is_held(folder: Path) -> bool:
    """Whether a host holds the run now."""
    try:
        with (folder / "lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # nobody ever held it
        return False
    return False
