"""Which runs have a host: a note beside each socket says whose it is.

Needs the standard library alone: a relay is there as soon as Python is.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from nntui.session.sockets import check_folder, sockets_folder

HOME = "NNTUI_HOME"
"""The variable that names the folder of runs and all else, where it is not the platform's."""

NOTE_LIMIT = 16 * 1024
"""The longest note that is read, in bytes."""


@dataclass(frozen=True)
class Announced:
    """A host that listens at a socket, or that did when it was killed.

    started: seconds since 1970. home: NNTUI_HOME as the host has it, "" where it has none.
    """

    name: str
    folder: Path
    pid: int
    started: float
    socket: Path
    home: str = ""


def announce(socket: Path, folder: Path, started: float) -> None:
    """Say beside a socket that this process is the host of the run in `folder`."""
    note = {
        "name": folder.name,
        "folder": str(folder),
        "pid": os.getpid(),
        "started": started,
        "home": os.environ.get(HOME, ""),
    }
    draft = socket.with_suffix(".new")
    draft.write_text(json.dumps(note))
    draft.replace(_note_beside(socket))


def withdraw(socket: Path) -> None:
    """Take the note back: the host is about to end."""
    _note_beside(socket).unlink(missing_ok=True)


def is_announced(socket: Path) -> bool:
    """Whether there is a note beside a socket."""
    return _note_beside(socket).exists()


def announced() -> list[Announced]:
    """All hosts that have said so, the newest first; UserError where the folder is not ours alone."""
    folder = sockets_folder()
    try:
        check_folder(folder)
    except FileNotFoundError:
        return []
    notes = (_read(path) for path in folder.glob("*.json"))
    return sorted((note for note in notes if note), key=lambda note: note.started, reverse=True)


def _note_beside(socket: Path) -> Path:
    return socket.with_suffix(".json")


def _read(path: Path) -> Announced | None:
    """One note; None for what is none, or is gone by now."""
    try:
        with path.open("rb") as file:
            note = json.loads(file.read(NOTE_LIMIT))
        return Announced(
            name=str(note["name"]),
            folder=Path(note["folder"]),
            pid=int(note["pid"]),
            started=float(note["started"]),
            socket=path.with_suffix(".sock"),
            home=str(note.get("home", "")),
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
