"""A run's folder as its host writes it: run.db, the checkpoints, and whether both are where they were."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nntui.store.checkpoints import Checkpoint, Written, kept, listed, remove_checkpoint, write_checkpoint
from nntui.store.database import RunDatabase
from nntui.store.files import Files
from nntui.store.records import CheckpointRemoved, CheckpointWritten, Record


class RunFolder:
    """What the writing thread writes to. wall: seconds since 1970."""

    def __init__(
        self,
        folder: Path,
        wall: Callable[[], float],
        files: Files | None = None,
        open_database: Callable[[Path], RunDatabase] = RunDatabase.open,
    ) -> None:
        self._folder = folder
        self._wall = wall
        self._files = files or Files()
        self._database = open_database(folder / "run.db")
        self._place = _identity(folder / "run.db")
        self._checkpoints = list(self._database.checkpoints())
        # The newest one that is on the disk, which need not be written again while a reader keeps run.db.
        self._written: tuple[Checkpoint, Written] | None = None

    def commit(self, records: Sequence[Record]) -> None:
        """Write all of them or none.

        Raises Busy where a reader keeps run.db, sqlite3.Error or OSError where the disk refuses.
        """
        with self._naming_the_cause():
            self._database.write(records)

    def save(self, checkpoint: Checkpoint, reason: str, *, best: bool) -> None:
        """Write a checkpoint, whole or not at all, and throw away what is not kept. Raises as `commit`."""
        with self._naming_the_cause():
            written = self._write_once(checkpoint)
        # What was the best at this step is so when it is saved once more.
        best |= any(each.best for each in self._checkpoints if each.file == written.file)
        record = CheckpointWritten(
            checkpoint.branch,
            checkpoint.step,
            written.file,
            written.sha256,
            written.size,
            self._wall(),
            reason,
            best,
        )
        others = [each for each in self._checkpoints if each.file != written.file]
        remaining = kept([*others, record])
        gone = [each for each in others if each.file not in remaining]
        # First it is written that they are gone: a file too many does no harm, one too few does.
        with self._naming_the_cause():
            self._database.write([record, *(CheckpointRemoved(each.file) for each in gone)])
        self._checkpoints = [*(each for each in others if each not in gone), record]
        # Also those that a host left behind which was killed before it wrote them down, or removed them.
        for _, _, file in listed(self._folder):
            if file not in remaining:
                remove_checkpoint(self._folder, file, self._files)
        self._written = None

    def close(self) -> None:
        """No more."""
        self._database.close()

    def _write_once(self, checkpoint: Checkpoint) -> Written:
        if self._written is None or self._written[0] is not checkpoint:
            with self._itself() as descriptor:
                written = write_checkpoint(self._folder, checkpoint, self._files, descriptor)
            self._written = checkpoint, written
        return self._written[1]

    @contextmanager
    def _naming_the_cause(self) -> Iterator[None]:
        """SQLite says of a full disk neither where nor how full, and calls a removed file a read-only one."""
        self._check_place()
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            self._check_place()  # it may have been removed at this very moment
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_FULL:
                raise
            path = str(self._folder / "run.db")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path) from error

    @contextmanager
    def _itself(self) -> Iterator[int]:
        """A descriptor of the folder that run.db is in: of none that took its place."""
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self._check_place(descriptor)
            yield descriptor
        finally:
            os.close(descriptor)

    def _check_place(self, descriptor: int | None = None) -> None:
        """OSError where the folder was removed or moved: SQLite would write on to where nobody looks."""
        path = self._folder / "run.db"
        if _identity(path if descriptor is None else Path(path.name), descriptor) != self._place:
            raise FileNotFoundError(errno.ENOENT, "the run's folder was removed or moved", str(path))


def _identity(path: Path, within: int | None = None) -> tuple[int, int] | None:
    try:
        found = os.stat(path, dir_fd=within)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
