"""A home folder of nntui for one measurement, and the end of every host that it leaves behind."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness.processes import PROC

_POLL_S = 0.02


@contextmanager
def temporary_home(patience_s: float = 5.0) -> Iterator[Path]:
    """Make a folder for NNTUI_HOME; afterwards end its hosts and remove it.

    A host outlives its dashboard on purpose, and would train on. It is asked by SIGTERM, and after
    `patience_s` killed.
    """
    with TemporaryDirectory(prefix="nntui-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        try:
            yield home
        finally:
            _end_all(home, patience_s)


def host_pids(home: Path) -> set[int]:
    """Return the process ids of the hosts that hold a run below this home, from the runs' lock files."""
    locks = (lock for lock in home.glob("runs/*/lock") if _is_held(lock))
    return {json.loads(text)["pid"] for lock in locks if (text := lock.read_text())}


def _is_held(lock: Path) -> bool:
    """Return whether a process holds the lock; a file that a dead one left has a pid that means nothing."""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _started_for(home: Path) -> set[int]:
    """Return the processes with this home in their environment (Linux), also a host that has no lock yet."""
    setting = f"NNTUI_HOME={home}".encode()
    pids = set()
    for environment in PROC.glob("[0-9]*/environ"):
        # Other people's processes may not be read, and some end meanwhile.
        with suppress(OSError):
            if setting in environment.read_bytes().split(b"\0"):
                pids.add(int(environment.parent.name))
    return pids


def _end_all(home: Path, patience_s: float) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in host_pids(home) | _started_for(home):
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
        deadline = time.monotonic() + patience_s
        while (host_pids(home) or _started_for(home)) and time.monotonic() < deadline:
            time.sleep(_POLL_S)
