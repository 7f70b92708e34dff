"""run.db as its host writes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.harness.branched_run import losses, stood
from nntui.errors import UserError
from nntui.store.database import Busy, RunDatabase
from nntui.store.reading import read_run
from nntui.store.records import Branched, CheckpointRemoved, CheckpointWritten, Logged, LossesTaken, Record
from nntui.store.tables import LOSSES

BRANCH = Branched(1, None, 0, 1.0)
LINE = Logged(1, 1.0, 1.0, 5, "paused")


def taken(first: int, last: int, branch: int = 1) -> LossesTaken:
    return LossesTaken(branch, first, losses(branch, first, last))


def chunks(database: RunDatabase) -> list[tuple[int, int]]:
    """(first step, steps) of each row of losses."""
    return [
        (chunk.first_step, chunk.steps) for chunk in LOSSES.read(database.connection, "ORDER BY first_step")
    ]


def test_losses_are_cut_into_chunks(database: RunDatabase) -> None:
    """Of 4,096 steps, so that little is written again as they grow."""
    database.write([BRANCH, taken(1, 10_000)])
    assert chunks(database) == [(1, 4096), (4097, 4096), (8193, 1808)]


def test_a_chunk_grows(folder: Path, database: RunDatabase) -> None:
    """Whatever the steps come in, the rows are the same."""
    database.write([BRANCH, taken(1, 10)])
    database.write([taken(11, 4096)])
    database.write([taken(4097, 4097)])
    assert chunks(database) == [(1, 4096), (4097, 1)]
    assert read_run(folder).losses.tolist() == losses(1, 1, 4097).tolist()


def test_a_branch_begins_with_its_own_row(database: RunDatabase) -> None:
    """The edges of its chunks are those of all."""
    database.write([BRANCH, Branched(2, 1, 5000, 1.0), taken(5001, 9000, branch=2)])
    assert chunks(database) == [(5001, 3192), (8193, 808)]


def test_what_is_written_twice_counts_once(folder: Path, database: RunDatabase) -> None:
    """A host that does not know whether its commit went through may write again."""
    database.write([BRANCH, taken(1, 5000)])
    database.write([taken(4000, 6000)])
    assert read_run(folder).losses.tolist() == losses(1, 1, 6000).tolist()


def test_a_gap_stays_one(database: RunDatabase) -> None:
    """Where losses were lost, others are not moved into their place."""
    database.write([BRANCH, taken(1, 10), taken(100, 110)])
    assert chunks(database) == [(1, 10), (100, 11)]


def test_a_chunk_that_is_damaged_is_not_added_to(folder: Path, database: RunDatabase) -> None:
    """A right checksum over wrong losses would vouch for them."""
    database.write([BRANCH, taken(1, 10)])
    database.connection.execute("UPDATE losses SET loss = zeroblob(40)")
    database.write([taken(11, 20)])
    recorded = read_run(folder)
    assert (recorded.first_step, recorded.losses.tolist()) == (11, losses(1, 11, 20).tolist())


@given(sizes=st.lists(st.integers(1, 9000), max_size=8))
def test_any_portions_make_the_same_history(sizes: list[int]) -> None:
    """The losses read are those written, however they were handed over."""
    with closing(RunDatabase.open(":memory:")) as database:
        last = 0
        for size in sizes:
            database.write([taken(last + 1, last + size)])
            last += size
        blobs = [chunk.loss for chunk in LOSSES.read(database.connection, "ORDER BY first_step")]
        expected = losses(1, 1, last) if last else np.zeros(0, np.float32)
        assert np.frombuffer(b"".join(blobs), "<f4").tolist() == expected.tolist()
        assert all(first % 4096 == 1 for first, _ in chunks(database))


def test_losses_of_any_kind_of_array(folder: Path, database: RunDatabase) -> None:
    """They are stored as little-endian float32, whatever they come as."""
    database.write([BRANCH, LossesTaken(1, 1, np.arange(20, dtype=">f8")[::2])])  # type: ignore[arg-type]
    assert read_run(folder).losses.tolist() == list(range(0, 20, 2))


def test_a_checkpoint_that_was_removed_is_gone(database: RunDatabase) -> None:
    """Of all branches, in the order in which they were written."""
    first, second, third = (CheckpointWritten(n, n, f"{n}", "", 1, 1.0, "time") for n in (1, 2, 3))
    database.write([second, third, first])
    database.write([CheckpointRemoved("3")])
    assert database.checkpoints() == (second, first)


def test_a_reader_makes_the_writer_wait(folder: Path, database: RunDatabase) -> None:
    """It is told, nothing is written, and the next try succeeds once the reader is gone."""
    database.write([BRANCH])
    with closing(sqlite3.connect(folder / "run.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM branches").fetchall()
        with pytest.raises(Busy):
            database.write([LINE])
        reader.execute("COMMIT")
    assert read_run(folder).log == ()
    database.write([LINE])
    assert read_run(folder).log == (LINE,)


def test_a_reader_that_came_first_keeps_a_host_waiting(folder: Path) -> None:
    """Also opening the file is worth another try."""
    with closing(sqlite3.connect(folder / "run.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Busy):
            RunDatabase.open(folder / "run.db")


def test_a_full_database_keeps_what_it_has(folder: Path, database: RunDatabase) -> None:
    """A transaction that does not fit leaves nothing of itself, and a smaller one succeeds."""
    database.write([BRANCH, taken(1, 10)])
    pages = database.connection.execute("PRAGMA page_count").fetchone()[0]
    database.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError, match="database or disk is full"):
        database.write([LINE, taken(11, 100_000)])
    assert read_run(folder).losses.tolist() == losses(1, 1, 10).tolist()
    assert read_run(folder).log == ()
    database.write([LINE])
    assert read_run(folder).log == (LINE,)


def failing_at(number: int) -> Callable[..., sqlite3.Connection]:
    """A way to connect: the first connection raises at its n-th statement and at every later one."""
    connections = count()

    class Failing(sqlite3.Connection):
        statements = 0
        is_first = False

        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            self.statements += 1
            if self.is_first and self.statements >= number:
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(*arguments)

    def connect(path: Path, **options: Any) -> sqlite3.Connection:
        connection = sqlite3.connect(path, factory=Failing, **options)
        connection.is_first = next(connections) == 0
        return connection

    return connect


HISTORY: list[Record] = [BRANCH, taken(1, 5000), LINE, stood(5000)]


@pytest.mark.parametrize("number", range(1, 15))
def test_the_nth_statement_fails(folder: Path, number: int) -> None:
    """All of a transaction is written or none of it; the next one succeeds, on another connection."""
    RunDatabase.open(folder / "run.db").close()
    connect = failing_at(number)
    try:
        database = RunDatabase.open(folder / "run.db", connect=connect)
    except sqlite3.OperationalError:
        database = RunDatabase.open(folder / "run.db", connect=connect)
    with closing(database):
        try:
            database.write(HISTORY)
        except sqlite3.OperationalError:
            assert read_run(folder).is_empty
            database.write(HISTORY)
        assert read_run(folder).losses.tolist() == losses(1, 1, 5000).tolist()
        assert read_run(folder).standing == stood(5000)


def test_the_test_above_reaches_every_statement(folder: Path) -> None:
    """Guards it: the history takes as many statements as are made to fail."""
    with closing(RunDatabase.open(folder / "run.db", connect=failing_at(15))) as database:
        database.write(HISTORY)
        assert database.connection.statements == 14


def test_a_file_that_is_gone_is_not_made_anew(folder: Path) -> None:
    """Whoever removed it is not given an empty one in its place."""
    with closing(RunDatabase.open(folder / "run.db", connect=failing_at(9))) as database:
        with pytest.raises(sqlite3.OperationalError):
            database.write(HISTORY)
        (folder / "run.db").unlink()
        with pytest.raises(FileNotFoundError):
            database.write(HISTORY)
    assert not (folder / "run.db").exists()


def test_a_file_of_a_newer_program_is_left_alone(folder: Path) -> None:
    """It may hold what this one would lose."""
    RunDatabase.open(folder / "run.db").close()
    with closing(sqlite3.connect(folder / "run.db")) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(UserError) as caught:
        RunDatabase.open(folder / "run.db")
    told = f"{folder / 'run.db'} is of a newer nntui: use that one (its tables are version 2)"
    assert str(caught.value) == told


def test_a_database_of_another_program_is_not_written_to(folder: Path) -> None:
    """SQLite files all look the same but for this number."""
    RunDatabase.open(folder / "run.db").close()
    with closing(sqlite3.connect(folder / "run.db")) as connection:
        connection.execute("PRAGMA application_id = 7")
    with pytest.raises(sqlite3.DatabaseError, match="it does not say that it is one of nntui's"):
        RunDatabase.open(folder / "run.db")


def test_every_commit_is_on_the_disk(database: RunDatabase) -> None:
    """A journal that is cut after each, and as many syncs as SQLite knows to be safe."""
    asked = [
        database.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous")
    ]
    assert asked == ["truncate", 2]
