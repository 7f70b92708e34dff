"""Starting a host: a detached process that outlives whoever started it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from nntui.errors import HostFailedError, UserError


class Started(msgspec.Struct, frozen=True):
    """What a new host says to whoever started it: where it listens, or the mistake that kept it from it."""

    socket: str = ""
    found: str = ""
    notes: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, eq=False)
class Launch:
    """A host on its way."""

    folder: Path
    process: subprocess.Popen[bytes]
    report: IO[bytes]

    def started(self) -> Started:
        """Wait until the host has begun.

        Raises UserError for a mistake in what it was given, HostFailedError where it died.
        """
        with self.report:
            said = self.report.read()
        if not said:
            self.process.wait()
            log = self.folder / "host.log"
            raise HostFailedError(f"the host ended before it began; its last words are in {log}")
        started = msgspec.json.decode(said, type=Started)
        if started.error:
            self.process.wait()
            raise UserError(started.error)
        return started


def launch_host(folder: Path) -> Launch:
    """Start a host for the run in `folder`; does not wait for it."""
    read, write = os.pipe()
    with (folder / "host.log").open("ab") as log:
        process = subprocess.Popen(
            # -P: a file of the user's that happens to be called numpy.py is not meant.
            [sys.executable, "-P", "-m", "nntui.session.host", str(folder), str(write)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(write,),
        )
    os.close(write)
    return Launch(folder, process, os.fdopen(read, "rb"))
