"""The Unix socket on which a host listens, in a folder that is this user's alone.

Needs the standard library alone: a relay is there as soon as Python is.
"""

from __future__ import annotations

import hashlib
import os
import socket
import stat
import tempfile
from pathlib import Path

from nntui.errors import UserError

OURS = (".sock", ".bind", ".json", ".new")
"""What the names in the folder of sockets end with."""


def sockets_folder() -> Path:
    """Where hosts listen: short enough for a socket's name, and there after a logout.

    `NNTUI_SOCKETS` overrides it.
    """
    override = os.environ.get("NNTUI_SOCKETS")
    return Path(override) if override else Path(tempfile.gettempdir()) / f"nntui-{os.getuid()}"


def socket_path(run: Path) -> Path:
    """The socket of one run: a run's own folder can be too long a name for one."""
    digest = hashlib.sha256(os.fsencode(run.resolve())).hexdigest()
    return sockets_folder() / f"{digest[:24]}.sock"


def secure_folder(folder: Path) -> Path:
    """Make the folder of the sockets, or check the one there is; UserError where it is not ours alone."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        pass  # and looked at below, as whatever it is
    except OSError as error:
        reason = f"{folder} cannot be made: {error.strerror}: set NNTUI_SOCKETS to another place"
        raise UserError(reason) from error
    check_folder(folder)
    return folder


def check_folder(folder: Path) -> None:
    """Look at a folder that is there; UserError where it is not ours alone."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise UserError(f"{folder} is a link or a file, not a folder: remove it, or set NNTUI_SOCKETS")
    if found.st_uid != os.getuid():
        raise UserError(f"{folder} belongs to another user: set NNTUI_SOCKETS to a folder of your own")
    if stat.S_IMODE(found.st_mode) & 0o077:
        mend = f"run chmod 700 {folder}" if _is_ours(folder) else "set NNTUI_SOCKETS to a folder of its own"
        raise UserError(f"{folder} is open to other users: {mend}")


def _is_ours(folder: Path) -> bool:
    """Whether nothing is in a folder but what hosts put there: others may need it as it is."""
    return all(path.suffix in OURS for path in folder.iterdir())


def listen(path: Path) -> socket.socket:
    """A socket listening at a path, in place of what was left there; UserError where there can be none.

    Whoever finds it there is heard: it comes to its path once it listens.
    """
    secure_folder(path.parent)
    draft = path.with_suffix(".bind")  # as long, where the path may be too long for a socket
    draft.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(os.fspath(draft))
        draft.chmod(0o600)
        listener.listen(64)
        draft.replace(path)
    except OSError as error:
        listener.close()
        draft.unlink(missing_ok=True)
        reason = f"no socket can be made at {path}: {error}: set NNTUI_SOCKETS to a short path"
        raise UserError(reason) from error
    return listener
