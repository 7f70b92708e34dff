"""Starting a host: a detached process that outlives whoever started it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from nntui.errors import HostFailedError, UserError
from nntui.session.outliving import scope_for_host
from nntui.store.lock import is_held


class Reading(msgspec.Struct, frozen=True, tag=True):
    """What a new host says while it reads its data: so many of so many files."""

    done: int
    files: int


class Started(msgspec.Struct, frozen=True, tag=True):
    """What a new host says to whoever started it: where it listens, or the mistake that kept it from it.

    notes: what the data holds, or where the run goes on; what was decided, and what was lost.
    """

    socket: str = ""
    notes: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, eq=False)
class Launch:
    """A host on its way."""

    folder: Path
    process: subprocess.Popen[bytes]
    report: IO[bytes]

    def started(self, reading: Callable[[Reading], None] = lambda _: None) -> Started:
        """Wait until the host has begun; `reading` hears how far it is where that takes long.

        Raises UserError for a mistake in what it was given, HostFailedError where it died.
        """
        started = self._heard(reading)
        if started is None:
            self.process.wait()
            log = self.folder / "host.log"
            raise HostFailedError(f"the host ended before it began; its last words are in {log}")
        if started.error:
            self.process.wait()
            raise UserError(started.error)
        return started

    def _heard(self, reading: Callable[[Reading], None]) -> Started | None:
        """What the host says when it has begun, or not: the last of its lines; None where there is none."""
        with self.report:
            for line in self.report:
                match msgspec.json.decode(line, type=Reading | Started):
                    case Reading() as said:
                        reading(said)
                    case Started() as said:
                        return said
        return None


def start_host(folder: Path) -> Launch | None:
    """Start a host for a run, and wait until it has begun; None where somebody else started one meanwhile.

    That is as good, once it listens. Errors as those of `Launch.started` and `launch_host`.
    """
    try:
        launch = launch_host(folder)
        launch.started()
    except (UserError, HostFailedError):
        if is_held(folder):
            return None
        raise
    return launch


def launch_host(folder: Path, *, go_on: bool = False) -> Launch:
    """Start a host for the run in `folder`; does not wait for it.

    go_on: have it train, also where the run had been paused or had finished. UserError where the folder
    cannot be written to.
    """
    read, write = os.pipe()
    # -P: a file of the user's that happens to be called numpy.py is not meant.
    host = [sys.executable, "-P", "-m", "nntui.session.host", str(folder), str(write)]
    flags = ["--go-on"] if go_on else []
    try:
        with (folder / "host.log").open("ab") as log:
            process = subprocess.Popen(
                [*scope_for_host(os.environ), *host, *flags],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(write,),
            )
    except OSError as error:
        os.close(read)
        raise UserError(f"no host can be started for {folder.name}: {error.strerror}: {folder}") from error
    finally:
        os.close(write)
    return Launch(folder, process, os.fdopen(read, "rb"))
