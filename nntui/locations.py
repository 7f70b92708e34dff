"""Where things are kept on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_state_path

from nntui.errors import UserError
from nntui.session.sockets import socket_path, sockets_folder

__all__ = [
    "cache_folder",
    "data_folders",
    "downloads_folder",
    "failures_folder",
    "runs_folder",
    "socket_path",
    "sockets_folder",
]


def runs_folder() -> Path:
    """The folder of all runs; `NNTUI_HOME` overrides the platform's place.

    UserError where that is no text: names of folders are written into files, and shown.
    """
    home = os.environ.get("NNTUI_HOME")
    try:
        (home or "").encode()
    except UnicodeEncodeError as error:
        raise UserError("NNTUI_HOME names a folder that is not UTF-8: set it to another one") from error
    return (Path(home) if home else user_state_path("nntui")) / "runs"


def failures_folder() -> Path:
    """Where tracebacks of the program's own mistakes are kept."""
    return runs_folder().parent / "failures"


def cache_folder() -> Path:
    """What can be thrown away at any time: measured thread counts, downloads."""
    home = os.environ.get("NNTUI_HOME")
    return Path(home) / "cache" if home else user_cache_path("nntui")


def downloads_folder() -> Path:
    """Where datasets are kept that were fetched, a folder for each."""
    return cache_folder() / "datasets"


def data_folders() -> tuple[Path, ...]:
    """Where published datasets are looked for: what `NNTUI_DATA` names, then what was fetched."""
    own = os.environ.get("NNTUI_DATA")
    return (*([Path(own)] if own else []), downloads_folder())
