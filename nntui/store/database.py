"""run.db as its host writes it: what happened, a transaction at a time."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from nntui.errors import UserError
from nntui.store.records import (
    Branched,
    CheckpointRemoved,
    CheckpointWritten,
    Described,
    EpochMeasured,
    HostBegan,
    Intervened,
    LayerMeasured,
    Logged,
    LossesTaken,
    Record,
    Stood,
)
from nntui.store.schema import APPLICATION, CHUNK, TABLES, VERSION, VIEWS
from nntui.store.tables import (
    BRANCHES,
    CHECKPOINTS,
    DESCRIPTION,
    EPOCHS,
    HOSTS,
    INTERVENTIONS,
    LAYERS,
    LOG,
    LOSSES,
    STANDING,
    LossChunk,
    Table,
)

Connect = Callable[..., sqlite3.Connection]


class Busy(Exception):  # noqa: N818  # a state of things, which passes
    """Somebody reads run.db at this moment: nothing was written."""


class RunDatabase:
    """A connection to write with, for the thread that opened it; nobody else writes.

    The journal is a file beside run.db that is cut after each commit, so that it works on network homes and
    anybody may read at any time.
    """

    def __init__(self, connection: sqlite3.Connection, reconnect: Callable[[], sqlite3.Connection]) -> None:
        self.connection = connection
        self._reconnect = reconnect
        self._is_broken = False

    @classmethod
    def open(cls, path: Path | str, *, connect: Connect = sqlite3.connect) -> RunDatabase:
        """Open or make the file.

        Raises UserError where it is of a newer nntui, Busy where somebody keeps it at this moment,
        sqlite3.Error where it is damaged or cannot be made.
        """

        def reconnect() -> sqlite3.Connection:
            if not Path(path).exists():  # SQLite would make a new one, without what is in the old one
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
            return _connected(path, connect)

        return cls(_connected(path, connect), reconnect)

    def write(self, records: Sequence[Record]) -> None:
        """Write all of them or none.

        Raises Busy, or sqlite3.Error or OSError where the disk or the file refuses; the next try is made on
        another connection then.
        """
        if self._is_broken:
            self.connection = self._reconnect()
            self._is_broken = False
        execute = self.connection.execute
        try:
            # Not only when it commits: with a reader in the way, all that waits would be inserted in vain.
            execute("BEGIN EXCLUSIVE")
            for record in records:
                self._write(record)
            execute("COMMIT")
        except BaseException as error:
            self._undo()
            if is_busy(error):
                raise Busy from error
            # At once: where nothing could be undone it keeps readers out.
            self._is_broken = True
            self.connection.close()
            raise

    def checkpoints(self) -> tuple[CheckpointWritten, ...]:
        """All that there are, of every branch, in the order in which they were written."""
        return tuple(CHECKPOINTS.read(self.connection))

    def close(self) -> None:
        """No more."""
        self.connection.close()

    def _undo(self) -> None:
        """Leave the transaction. Where even that fails SQLite undoes it when the file is opened again."""
        with suppress(sqlite3.Error):  # what went wrong before is what is told
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def _write(self, record: Record) -> None:
        match record:
            case LossesTaken():
                self._add_losses(record)
            case CheckpointRemoved(file=file):
                self.connection.execute("DELETE FROM checkpoints WHERE file = ?", (file,))
            case _:
                table = _TABLE_OF[type(record)]
                self.connection.execute(table.insert, table.row(record))

    def _add_losses(self, taken: LossesTaken) -> None:
        """Fill chunk after chunk; the newest one is written again with what is added to it."""
        start, blob = taken.first_step, np.ascontiguousarray(taken.losses, "<f4").tobytes()
        while blob:
            room = 4 * (CHUNK - (start - 1) % CHUNK)
            self._add_to_chunk(taken.branch, start, blob[:room])
            start, blob = start + room // 4, blob[room:]

    def _add_to_chunk(self, branch: int, start: int, blob: bytes) -> None:
        first, held = start, b""
        found = self.connection.execute(
            LOSSES.select(_CHUNK_BEFORE), (branch, start - (start - 1) % CHUNK, start)
        )
        for chunk in map(LOSSES.verified, found):
            # What is not what was written is not added to: a checksum would vouch for it.
            if chunk is not None and chunk.first_step + chunk.steps >= start:
                # What was written of these steps before is replaced: it is the same, or not what is so.
                first, held = chunk.first_step, chunk.loss[: 4 * (start - chunk.first_step)]
        whole = held + blob
        self.connection.execute(LOSSES.insert, LOSSES.row(LossChunk(branch, first, len(whole) // 4, whole)))


def _connected(path: Path | str, connect: Connect) -> sqlite3.Connection:
    connection = connect(path, timeout=0.0, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA synchronous=FULL")
        check_version(connection, path)
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            connection.executescript(
                f"BEGIN IMMEDIATE;{TABLES}{VIEWS}PRAGMA application_id={APPLICATION};"
                f"PRAGMA user_version={VERSION};COMMIT"
            )
    except BaseException as error:
        connection.close()
        if is_busy(error):
            raise Busy from error
        raise
    return connection


def check_version(connection: sqlite3.Connection, path: Path | str) -> None:
    """UserError where a file is of a newer nntui; sqlite3.DatabaseError where it is none of its own."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version and application != APPLICATION:
        raise sqlite3.DatabaseError("it does not say that it is one of nntui's")
    if version > VERSION:
        raise UserError(f"{path} is of a newer nntui: use that one (its tables are version {version})")


def is_busy(error: BaseException) -> bool:
    """Whether somebody else keeps the file."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


_CHUNK_BEFORE = "WHERE branch = ? AND first_step BETWEEN ? AND ? ORDER BY first_step DESC LIMIT 1"

_TABLE_OF: dict[type, Table] = {  # type: ignore[type-arg]  # each of its own kind
    Branched: BRANCHES,
    HostBegan: HOSTS,
    Described: DESCRIPTION,
    Stood: STANDING,
    CheckpointWritten: CHECKPOINTS,
    Intervened: INTERVENTIONS,
    EpochMeasured: EPOCHS,
    Logged: LOG,
    LayerMeasured: LAYERS,
}
