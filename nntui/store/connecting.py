"""Connections to run.db for those who read it.

They work while it is written to, after its host was killed, and where nothing may be written.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nntui.errors import UserError
from nntui.store.database import check_version

FILE = "run.db"
JOURNAL = "run.db-journal"

PATIENCE_S = 5.0
"""How long a reader waits for a writer; a transaction takes milliseconds."""


class _Connection(sqlite3.Connection):
    """Where a name in the schema is damaged, SQLite's own words about it may be no text."""

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """As ever, but that an error is always SQLite's."""
        try:
            return super().execute(*arguments)
        except UnicodeDecodeError as error:
            raise sqlite3.DatabaseError("malformed database schema") from error


def connect(folder: Path, patience_s: float = PATIENCE_S) -> sqlite3.Connection:
    """A connection to a run's run.db that reads one state of it, whatever is being written.

    What a killed host left half written is undone first, by SQLite itself. Raises sqlite3.Error where it
    cannot be read, OSError where it cannot be copied, UserError where it is of a newer nntui.
    """
    path = folder / FILE
    try:
        return _begun(_opened(path, "mode=rw", patience_s), path)
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise
    return _begun(_without_writing(folder, patience_s), path)


def has_tables(connection: sqlite3.Connection) -> bool:
    """Whether anything was ever written."""
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _without_writing(folder: Path, patience_s: float) -> sqlite3.Connection:
    """Where nothing may be written, what was left half written can only be undone in a copy."""
    journal = folder / JOURNAL
    if not journal.exists() or not journal.stat().st_size:
        return _opened(folder / FILE, "mode=ro&immutable=1", patience_s)
    with TemporaryDirectory(prefix="nntui-") as name:
        copy = Path(name)
        for each in (FILE, JOURNAL):
            shutil.copyfile(folder / each, copy / each)
        with closing(_opened(copy / FILE, "mode=rw", patience_s)) as repaired:
            connection = sqlite3.connect(":memory:", isolation_level=None)
            connection.text_factory = _text
            repaired.backup(connection)
    return connection


def _opened(path: Path, how: str, patience_s: float) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{how}"
    connection = sqlite3.connect(uri, patience_s, isolation_level=None, uri=True, factory=_Connection)
    # A flipped bit may be no text at all: then it is for the checksum to say so.
    connection.text_factory = _text
    return connection


def _begun(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Begin to read: from here on nothing that others write is seen."""
    try:
        connection.execute("PRAGMA query_only=1")
        connection.execute("BEGIN")
        check_version(connection, path)
        has_tables(connection)
    except (sqlite3.Error, UserError):
        connection.close()
        raise
    return connection


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
