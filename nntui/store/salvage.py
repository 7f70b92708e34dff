"""A run.db that is damaged or gone: what can be read of it, what the checkpoints tell, a new one of both."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from nntui.errors import UserError
from nntui.numbers import counted
from nntui.store.checkpoints import FOLDER, Damaged, hash_beside, listed, place, verified
from nntui.store.connecting import FILE, JOURNAL, PATIENCE_S, connect, has_tables
from nntui.store.database import RunDatabase, is_busy
from nntui.store.files import Files
from nntui.store.line import with_lost
from nntui.store.records import Branched, CheckpointWritten, EpochMeasured, LossesTaken, Record
from nntui.store.tables import ALL, LossChunk, Table, is_right

_Kind = TypeVar("_Kind")

MISSING = f"{FILE} is missing or empty: the history before the newest checkpoint is lost"


@dataclass(frozen=True, eq=False)
class Salvaged:
    """A database in memory with all that is left, and a sentence for everything that is not."""

    database: RunDatabase
    lost: tuple[str, ...]


def mend(folder: Path, files: Files | None = None, patience_s: float = PATIENCE_S) -> tuple[str, ...]:
    """Have a run.db that is whole, as far as that can be; a sentence for everything that could not be saved.

    For the run's host alone, before it opens run.db. A damaged file is kept beside the new one. UserError
    where somebody keeps run.db, OSError where the disk refuses.
    """
    _clear_drafts(folder)
    if not is_written(folder):
        if not listed(folder):
            return ()
        salvaged, told = salvage_checkpoints(folder), ""
        # It would be taken for the new file's.
        (folder / JOURNAL).unlink(missing_ok=True)
    else:
        trouble = trouble_of(folder, patience_s)
        if not trouble:
            return ()
        salvaged = salvage(folder, trouble)
        told = f"the damaged {FILE} is kept as {_set_aside(folder).name}"
    with closing(salvaged.database) as database:
        place(folder / FILE, database.connection.serialize(), files or Files())
    return (*salvaged.lost, *filter(None, (told,)))


def is_written(folder: Path) -> bool:
    """Whether there is a run.db with anything in it."""
    path = folder / FILE
    return path.exists() and path.stat().st_size > 0


def trouble_of(folder: Path, patience_s: float = PATIENCE_S) -> str:
    """What is wrong with a run's run.db, looked at in every row; nothing where it is whole."""
    try:
        with closing(connect(folder, patience_s)) as connection:
            told = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if told != "ok":
                return str(told)
            if not has_tables(connection):  # its host was killed before it wrote anything
                return ""
            rows = (row for table in ALL for row in connection.execute(table.select()))
            return "" if all(map(is_right, rows)) else "a row is not what was written"
    except sqlite3.Error as error:
        if is_busy(error):
            raise UserError(f"{folder / FILE} is kept by somebody who writes to it: try again") from error
        return str(error)


def salvage(folder: Path, reason: str) -> Salvaged:
    """All that is left where run.db is damaged, for this reason."""
    records: list[Record] = []
    lost: list[str] = []
    try:
        with closing(connect(folder)) as connection:
            for table in ALL:
                found, harm = rows_of(connection, table)
                records += map(_record, found)
                lost += [f"run.db is damaged: {harm}"] if harm else []
    except sqlite3.Error as error:
        return _rebuilt(folder, (), [f"run.db cannot be read ({error}): its history is lost"])
    return _rebuilt(folder, records, lost or [f"run.db is damaged ({reason})"])


def salvage_checkpoints(folder: Path) -> Salvaged:
    """All that is left where there is no run.db."""
    return _rebuilt(folder, (), [MISSING])


def rows_of(connection: sqlite3.Connection, table: Table[_Kind]) -> tuple[list[_Kind], str]:
    """The rows of a table that are what was written, and what is wrong with the others.

    Where the table is torn it is read from both ends up to there.
    """
    found: dict[tuple[Any, ...], _Kind] = {}
    wrong: set[tuple[Any, ...]] = set()
    torn = ""
    for direction in ("", "DESC"):
        try:
            for row in connection.execute(table.scan(direction)):
                where, values = row[: len(table.order)], row[len(table.order) :]
                record = table.verified(values)
                if record is None:
                    wrong.add(where)
                else:
                    found[where] = record
            break
        except sqlite3.Error as error:
            torn = str(error)
    told = f"{counted(len(wrong), 'row')} of {table.name} cannot be trusted" if wrong else ""
    torn = f"a part of {table.name} cannot be read ({torn})" if torn else ""
    return [found[where] for where in sorted(found)], " and ".join(filter(None, (told, torn)))


def _rebuilt(folder: Path, records: Iterable[Record], lost: Sequence[str]) -> Salvaged:
    records = [*records]
    written = [each for each in records if isinstance(each, CheckpointWritten)]
    written += _found(folder, {each.file for each in written})
    branches = [each for each in records if isinstance(each, Branched)]
    others = [each for each in records if not isinstance(each, Branched | CheckpointWritten)]
    everything = [*others, *sorted(written, key=lambda each: each.time)]
    database = RunDatabase.open(":memory:")
    database.write([*with_lost(branches, _traces(everything)), *everything])
    return Salvaged(database, tuple(lost))


def _found(folder: Path, known: set[str]) -> list[CheckpointWritten]:
    """Checkpoints that nobody knows of, which prove themselves by the hash beside them."""
    found = []
    for step, branch, file in reversed(listed(folder)):
        if file in known:
            continue
        try:
            verified(folder, file)
            about = (folder / FOLDER / file).stat()
        except (Damaged, FileNotFoundError):  # it is as if it were not there
            continue
        digest = hash_beside(folder, file)
        found.append(CheckpointWritten(branch, step, file, digest, about.st_size, about.st_mtime, "found"))
    return found


def _traces(records: Iterable[Record]) -> dict[int, int]:
    """By branch, the earliest step that it is known to have been at."""
    traces: dict[int, int] = {}
    for each in records:
        match each:
            case LossesTaken(branch=branch, first_step=first):
                step = first - 1
            case EpochMeasured(branch=branch, step=step) | CheckpointWritten(branch=branch, step=step):
                pass
            case _:
                continue
        traces[branch] = min(step, traces.get(branch, step))
    return traces


def _record(row: Any) -> Record:
    if isinstance(row, LossChunk):
        return LossesTaken(row.branch, row.first_step, np.frombuffer(row.loss, "<f4"))
    record: Record = row
    return record


def _set_aside(folder: Path) -> Path:
    """Keep run.db as it is under another name, and have no journal that could be taken for a new one's."""
    number = 1
    while (aside := folder / f"{FILE}.damaged-{number}").exists():
        if aside.samefile(folder / FILE):  # kept already, when mending was interrupted
            return aside
        number += 1
    try:
        os.link(folder / FILE, aside)
    except OSError:  # not every file system has two names for a file
        shutil.copyfile(folder / FILE, aside)
    if (folder / JOURNAL).exists():
        (folder / JOURNAL).replace(folder / f"{aside.name}-journal")
    return aside


def _clear_drafts(folder: Path) -> None:
    """Remove what a host was writing when it was killed."""
    drafts = [*(folder / FOLDER).glob(".step-*.new"), folder / f".{FILE}.new"]
    for draft in drafts:
        draft.unlink(missing_ok=True)
