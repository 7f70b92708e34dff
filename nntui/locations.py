"""Where things are kept on this machine."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from platformdirs import user_cache_path, user_state_path


def runs_folder() -> Path:
    """The folder of all runs; `NNTUI_HOME` overrides the platform's place."""
    home = os.environ.get("NNTUI_HOME")
    return (Path(home) if home else user_state_path("nntui")) / "runs"


def cache_folder() -> Path:
    """What can be thrown away at any time: measured thread counts, downloads."""
    home = os.environ.get("NNTUI_HOME")
    return Path(home) / "cache" if home else user_cache_path("nntui")


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
