"""What is wrong with a disk, in words."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

from nntui.numbers import size

Trouble = OSError | sqlite3.Error | MemoryError

TROUBLE = (OSError, sqlite3.Error, MemoryError)
"""What can keep a run from being written, and may pass."""


def disk_trouble(error: Trouble, *, needed: int = 0) -> str:
    """The cause and the path; of a full disk also the bytes needed, where these are known, and left."""
    if isinstance(error, MemoryError):
        return f"nothing can be written: memory ran out{f' ({error})' if str(error) else ''}"
    if not isinstance(error, OSError):
        return f"run.db cannot be written: {error}"
    told = f"{error.filename} cannot" if error.filename else "nothing can"
    told = f"{told} be written: {error.strerror or error}"
    room = []
    if needed and error.errno in (errno.ENOSPC, errno.EDQUOT):
        room.append(f"{size(needed)} needed")
    # What is free on the disk says nothing of what is left of a quota.
    if error.filename and error.errno == errno.ENOSPC:
        room.append(f"{size(_free(Path(error.filename)))} free")
    return f"{told}; {', '.join(room)}" if room else told


def _free(path: Path) -> int:
    """Bytes left on the disk that a path is on, or would be."""
    for each in (path, *path.parents):
        with suppress(OSError):  # it is not there, or not ours to look at
            return shutil.disk_usage(each).free
    return 0
