"""Reading run.db at any time and from anywhere."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks.harness.branched_run import line_losses, losses, stood, write_branched_run
from nntui.errors import UserError
from nntui.store.connecting import connect
from nntui.store.database import Busy, RunDatabase
from nntui.store.reading import read_run, read_standing
from nntui.store.records import Branched, LossesTaken

NOBODY = 65534

WRITE_AND_HANG = """
import sys, time
from benchmarks.harness.branched_run import losses
from nntui.store.database import RunDatabase
from nntui.store.records import LossesTaken
database = RunDatabase.open(sys.argv[1])
# What does not fit into the cache goes to the file before the commit.
database.connection.execute("PRAGMA cache_size = 1")
database.connection.execute("BEGIN IMMEDIATE")
database.connection.execute("UPDATE layers SET checksum = 0")
database._write(LossesTaken(3, 10001, losses(3, 10001, 100000)))
print("written", flush=True)
time.sleep(60)
"""


def leave_a_hot_journal(folder: Path) -> None:
    """Kill a process in the middle of a transaction that has reached the file already."""
    command = [sys.executable, "-c", WRITE_AND_HANG, str(folder / "run.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.kill()


def test_the_transaction_of_a_killed_host_is_undone(branched: Path) -> None:
    """What was committed is there, and nothing of what was not."""
    leave_a_hot_journal(branched)
    recorded = read_run(branched)
    assert recorded.losses.tolist() == line_losses().tolist()
    assert recorded.gone == ()


def test_the_test_above_begins_with_a_torn_file(branched: Path) -> None:
    """Guards it: without the journal the file is not what was committed."""
    before = (branched / "run.db").read_bytes()
    leave_a_hot_journal(branched)
    assert (branched / "run.db-journal").stat().st_size > 0
    assert (branched / "run.db").read_bytes()[: len(before)] != before


def test_a_host_goes_on_after_a_killed_one(branched: Path) -> None:
    """The next writer begins with what was committed."""
    leave_a_hot_journal(branched)
    with closing(RunDatabase.open(branched / "run.db")) as database:
        database.write([LossesTaken(3, 10_001, losses(3, 10_001, 10_010))])
    assert len(read_run(branched).losses) == 10_010


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """The folder of a run that other users can reach."""
    with TemporaryDirectory(prefix="nntui-") as name:
        home = Path(name)
        home.chmod(0o755)
        write_branched_run(home / "run-1")
        yield home / "run-1"


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], None]]:
    """Take away the right to write in a folder, until the test is over."""
    forbidden: list[tuple[Path, int]] = []
    user = os.geteuid()

    def read_only(folder: Path) -> None:
        for path in (folder, *folder.rglob("*")):
            forbidden.append((path, path.stat().st_mode))
            path.chmod(0o555 if path.is_dir() else 0o444)
        if user == 0:  # who may write everywhere
            os.seteuid(NOBODY)

    yield read_only
    os.seteuid(user)
    for path, mode in forbidden:
        path.chmod(mode)


def test_the_fixture_above_works(public_folder: Path, read_only: Callable[[Path], None]) -> None:
    """Guards the tests below: nothing can be written there, and yet it can be read."""
    read_only(public_folder)
    with pytest.raises(PermissionError):
        (public_folder / "new").touch()
    with pytest.raises(PermissionError):
        (public_folder / "run.db").open("r+b")
    assert (public_folder / "run.toml").read_text()


def test_a_folder_that_may_not_be_written(public_folder: Path, read_only: Callable[[Path], None]) -> None:
    """A run that somebody shares is read like any other."""
    read_only(public_folder)
    recorded = read_run(public_folder)
    assert (recorded.losses.tolist(), recorded.gone) == (line_losses().tolist(), ())


def test_a_killed_host_in_a_folder_that_may_not_be_written(
    public_folder: Path, read_only: Callable[[Path], None]
) -> None:
    """What it left half written is undone in a copy; the folder stays as it is."""
    leave_a_hot_journal(public_folder)
    read_only(public_folder)
    before = (public_folder / "run.db").read_bytes()
    recorded = read_run(public_folder)
    assert (recorded.losses.tolist(), recorded.gone) == (line_losses().tolist(), ())
    assert (public_folder / "run.db").read_bytes() == before


def test_reading_while_a_host_writes(folder: Path, database: RunDatabase) -> None:
    """Every reader finds one commit or the next, never a mixture."""
    database.write([Branched(1, None, 0, 1.0), LossesTaken(1, 1, losses(1, 1, 100)), stood(100)])
    begun, written, found = threading.Event(), threading.Event(), list[tuple[int, int, tuple[str, ...]]]()
    reading = threading.Thread(target=lambda: found.extend(observed(folder, begun, written)))
    reading.start()
    try:
        begun.wait()
        last = 100
        while last < 3_000:
            with suppress(Busy):
                database.write([LossesTaken(1, last + 1, losses(1, last + 1, last + 100)), stood(last + 100)])
                last += 100
    finally:
        written.set()
        reading.join()
    assert [each for each in found if each[0] != each[1] or each[2]] == []
    assert (found[0][1], found[-1][1]) == (100, 3_000)


def observed(
    folder: Path, begun: threading.Event, written: threading.Event
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Read a run before, while and after it is written: (losses, the step where it stands, what is gone)."""
    while True:
        last = written.is_set()
        recorded = read_run(folder)
        begun.set()
        assert recorded.standing is not None
        yield len(recorded.losses), recorded.standing.step, recorded.gone
        if last:
            return


def test_a_reader_changes_nothing(branched: Path) -> None:
    """Nobody but the host writes."""
    with closing(connect(branched)) as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM log")


def test_a_reader_makes_no_file(folder: Path) -> None:
    """Looking at a run that was never written to leaves it so."""
    with pytest.raises(sqlite3.OperationalError):
        connect(folder)
    assert [path.name for path in folder.iterdir()] == ["run.toml"]


def test_names_of_folders_are_not_read_as_options(tmp_path: Path, branched_original: Path) -> None:
    """A question mark or a per cent sign in a folder's name is part of it."""
    odd = Path(shutil.copytree(branched_original, tmp_path / "run?mode=memory%41#"))
    assert len(read_run(odd).losses) == 10_000


def test_a_file_that_somebody_keeps(branched: Path) -> None:
    """Whoever wants all of the run is told; a list of runs does not wait."""
    with closing(sqlite3.connect(branched / "run.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert read_standing(branched) == (None, None)
        with pytest.raises(UserError) as caught:
            read_run(branched, patience_s=0.0)
    assert str(caught.value) == f"{branched / 'run.db'} is kept by somebody who writes to it: try again"
