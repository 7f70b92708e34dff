"""The folders that runs and sockets live in; none is made by looking."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from nntui.checks.finding import Finding
from nntui.errors import UserError
from nntui.numbers import size
from nntui.session.sockets import check_folder, socket_path
from nntui.store.removing import leftovers

FULL = 50_000_000
"""Bytes left below which checkpoints are soon in the way of each other."""

NEARLY_FULL = 1_000_000_000

LONGEST_SOCKET = 103
"""Bytes of a socket's path that every system allows."""


def check_folders(runs: Path, sockets: Path) -> Iterator[Finding]:
    """Look at the folder of the runs and that of the sockets."""
    yield _runs(runs)
    yield from _interrupted(runs)
    yield _disk(runs)
    yield _sockets(sockets)


def _runs(runs: Path) -> Finding:
    there = _nearest(runs)
    mend = "make it yours (chown, chmod u+rwx), or set NNTUI_HOME to another place"
    if not (there.is_dir() and os.access(there, os.R_OK | os.W_OK | os.X_OK)):
        return Finding("runs", "problem", f"{there} cannot be written to", mend)
    if there != runs.absolute():
        return Finding("runs", "ok", f"{runs} will be made")
    if stat.S_IMODE(runs.stat().st_mode) & 0o022:
        return Finding("runs", "warning", f"{runs} can be written to by other users", f"chmod go-w {runs}")
    return Finding("runs", "ok", str(runs))


def _interrupted(runs: Path) -> Iterator[Finding]:
    for rest in leftovers(runs):
        yield Finding("runs", "warning", f"{rest} is left of a run that was removed", f"rm -r {rest}")


def _disk(runs: Path) -> Finding:
    free = shutil.disk_usage(_nearest(runs)).free
    found, mend = f"{size(free)} free for runs", "nntui rm --older 30d removes old runs"
    if free < FULL:
        return Finding("disk", "problem", f"only {found}", mend)
    return Finding(
        "disk", "warning" if free < NEARLY_FULL else "ok", found, mend if free < NEARLY_FULL else ""
    )


def _sockets(sockets: Path) -> Finding:
    length = len(os.fsencode(sockets / socket_path(Path("/")).name))
    if length > LONGEST_SOCKET:
        found = f"{sockets} is too long a path for a socket, by {length - LONGEST_SOCKET} bytes"
        return Finding("sockets", "problem", found, "set NNTUI_SOCKETS to a shorter one")
    try:
        check_folder(sockets)
    except FileNotFoundError:
        return _sockets_to_be(sockets)
    except UserError as error:
        found, _, mend = str(error).rpartition(": ")
        return Finding("sockets", "problem", found, mend)
    except OSError as error:
        return Finding(
            "sockets", "problem", f"{sockets}: {error.strerror}", "set NNTUI_SOCKETS to another place"
        )
    return Finding("sockets", "ok", str(sockets))


def _sockets_to_be(sockets: Path) -> Finding:
    there = _nearest(sockets)
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Finding("sockets", "ok", f"{sockets} will be made")
    mend = "set NNTUI_SOCKETS to another place"
    return Finding("sockets", "problem", f"{sockets} cannot be made: {there} cannot be written to", mend)


def _nearest(path: Path) -> Path:
    """The path itself, or the nearest one above it that is there."""
    # What may not be looked at is as good as not there: `Path.exists` would raise.
    return next(each for each in (path.absolute(), *path.absolute().parents) if os.path.exists(each))  # noqa: PTH110
