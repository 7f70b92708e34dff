"""The views of run.db, for people who read it with SQLite: they show what nntui itself reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.harness.branched_run import line_losses, losses
from nntui.store.database import RunDatabase
from nntui.store.reading import read_run, recorded_in
from nntui.store.records import Branched, LossesTaken


@pytest.fixture
def connection(branched: Path) -> Iterator[sqlite3.Connection]:
    """To the run.db of a run with three branches."""
    with closing(sqlite3.connect(branched / "run.db")) as connection:
        yield connection


def rows(connection: sqlite3.Connection, view: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT * FROM {view}").fetchall()


def test_the_losses(connection: sqlite3.Connection) -> None:
    """Joined they are the curve, cut where the line leaves a branch."""
    blobs = [blob for (blob,) in connection.execute("SELECT loss FROM current_losses")]
    assert np.frombuffer(b"".join(blobs), "<f4").tolist() == line_losses().tolist()


def test_the_losses_say_which_steps_they_are_of(connection: sqlite3.Connection) -> None:
    """A row is what it says: so many steps from the first one on."""
    expected = [(1, 1, 4000, 16_000), (3, 4001, 96, 384), (3, 4097, 4096, 16_384), (3, 8193, 1808, 7232)]
    found = connection.execute("SELECT branch, first_step, steps, length(loss) FROM current_losses")
    assert found.fetchall() == expected


def test_the_epochs(branched: Path, connection: sqlite3.Connection) -> None:
    """Step 0 and every end of an epoch on the line."""
    assert rows(connection, "current_epochs") == [astuple(each) for each in read_run(branched).epochs]


def test_the_interventions(branched: Path, connection: sqlite3.Connection) -> None:
    """In the order in which they acted."""
    found = [row[1:] for row in rows(connection, "current_interventions")]
    assert found == [astuple(each) for each in read_run(branched).interventions]


def test_the_checkpoints(branched: Path, connection: sqlite3.Connection) -> None:
    """Those that the run can go back to."""
    found = [row[1:] for row in rows(connection, "current_checkpoints")]
    assert found == [astuple(each) for each in read_run(branched).checkpoints]


def test_the_layers(connection: sqlite3.Connection) -> None:
    """Of every step of the line that was measured, once."""
    measured = connection.execute("SELECT step, count(*) FROM current_layers GROUP BY step").fetchall()
    assert measured == [(step, 2) for step in range(100, 10_001, 100)]


@given(forks=st.lists(st.integers(0, 30), max_size=5), steps=st.lists(st.integers(0, 10), min_size=6))
def test_any_history(forks: list[int], steps: list[int]) -> None:
    """However often a run went back, its curve has every step once, and nntui reads the same."""
    with closing(RunDatabase.open(":memory:")) as database:
        curve = list(losses(1, 1, steps[0]))
        database.write([Branched(1, None, 0, 0.0), LossesTaken(1, 1, losses(1, 1, steps[0]))])
        for branch, (fork, more) in enumerate(zip(forks, steps[1:], strict=False), 2):
            begin = min(fork, len(curve))
            added = losses(branch, begin + 1, begin + more)
            curve = [*curve[:begin], *added]
            database.write([Branched(branch, branch - 1, begin, 0.0), LossesTaken(branch, begin + 1, added)])
        blobs = [blob for (blob,) in database.connection.execute("SELECT loss FROM current_losses")]
        assert np.frombuffer(b"".join(blobs), "<f4").tolist() == [float(loss) for loss in curve]
        assert recorded_in(database.connection).losses.tolist() == [float(loss) for loss in curve]
