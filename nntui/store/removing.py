"""Removing a run for good: the folder whole, or nothing of it."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp

from nntui.errors import UserError
from nntui.store.lock import hold

DOOMED = ".removed-"
"""How the name of a run's folder begins while it goes; no run's name begins with a dot."""


def remove_run(folder: Path, socket: Path, now: float) -> None:
    """Remove a run that no host holds, and what its host left at its socket; UserError where it cannot be.

    now: seconds since 1970.
    """
    if folder.is_symlink():
        raise UserError(f"{folder} is a link to {folder.resolve()}: remove both by hand")
    try:
        with hold(folder, socket, now):
            # In one stroke: nobody ever finds half a run under its name.
            doomed = Path(mkdtemp(prefix=f"{DOOMED}{folder.name}-", dir=folder.parent))
            folder.rename(doomed)
        # After the lock was closed: on a network's disk a file that is open keeps its folder from going.
        shutil.rmtree(doomed)
    except OSError as error:
        raise UserError(f"{folder.name} cannot be removed: {error.filename}: {error.strerror}") from error
    for left in (socket, socket.with_suffix(".json")):
        left.unlink(missing_ok=True)


def leftovers(runs: Path) -> list[Path]:
    """What is left of runs whose removal was interrupted."""
    return sorted(runs.glob(f"{DOOMED}*"))
