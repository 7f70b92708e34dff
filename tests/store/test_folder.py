"""A run's folder as its host writes it."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.harness.branched_run import checkpoint, stood
from benchmarks.harness.failing_files import FailingFiles
from nntui.store.checkpoints import file_name, listed, verified, write_checkpoint
from nntui.store.database import Busy, RunDatabase
from nntui.store.files import Files
from nntui.store.folder import RunFolder
from nntui.store.reading import newest_checkpoint, read_run
from nntui.store.records import Branched, Logged

Open = Callable[..., RunFolder]

FIRST_REMOVAL = 5 * 11
"""The file operation that is the first to remove something: 11 write a checkpoint, and four are kept."""

NEVER = 1_000_000


@pytest.fixture
def open_folder(folder: Path) -> Iterator[Open]:
    """Opens the folder of a run on its first branch; whatever was opened is closed."""
    opened: list[RunFolder] = []

    def open_folder(**settings: object) -> RunFolder:
        opened.append(RunFolder(folder, lambda: 5.0, **settings))
        opened[-1].commit([Branched(1, None, 0, 1.0)])
        return opened[-1]

    yield open_folder
    for each in opened:
        each.close()


def save(disk: RunFolder, *steps: int, best: int | None = None) -> None:
    """Save the run at these steps."""
    for step in steps:
        disk.save(checkpoint(1, step), "time", best=step == best)


def steps(folder: Path) -> tuple[list[int], list[int]]:
    """Of the checkpoints that are written down, and of those that are there."""
    return [each.step for each in read_run(folder).checkpoints], sorted(step for step, _, _ in listed(folder))


def test_what_is_committed_is_there(open_folder: Open, folder: Path) -> None:
    """For anybody who reads, at once."""
    open_folder().commit([stood(7)])
    assert read_run(folder).standing == stood(7)


def test_a_checkpoint_and_what_is_written_of_it(open_folder: Open, folder: Path) -> None:
    """Its file, with the hash by which it proves itself, its size, the time and the reason."""
    disk = open_folder()
    disk.save(checkpoint(1, 7), "paused", best=True)
    (found,) = read_run(folder).checkpoints
    path = folder / "checkpoints" / found.file
    assert (found.branch, found.step, found.file) == (1, 7, file_name(1, 7))
    assert (found.size, found.time, found.reason, found.best) == (path.stat().st_size, 5.0, "paused", True)
    assert verified(folder, found.file, found.sha256).step == 7


def test_which_are_kept(open_folder: Open, folder: Path) -> None:
    """The first, the best and the last three; the others go, with their hashes."""
    save(open_folder(), 0, 10, 20, 30, 40, 50, 60, best=20)
    expected = [0, 20, 40, 50, 60]
    assert steps(folder) == (expected, expected)
    assert len(list((folder / "checkpoints").iterdir())) == 2 * len(expected)


def test_another_host_keeps_the_same(open_folder: Open, folder: Path) -> None:
    """It knows which were there before it, and in which order."""
    save(open_folder(), 0, 10, 20, best=10)
    save(open_folder(), 30, 40, 50)
    assert steps(folder) == ([0, 10, 30, 40, 50],) * 2


def test_the_newest_best_is_kept(open_folder: Open, folder: Path) -> None:
    """One that was beaten is the best no more."""
    disk = open_folder()
    for step in (0, 10, 20, 30, 40, 50):
        disk.save(checkpoint(1, step), "best", best=step in (10, 20))
    assert steps(folder) == ([0, 20, 30, 40, 50],) * 2


def test_a_step_that_is_saved_twice(open_folder: Open, folder: Path) -> None:
    """It is one checkpoint, and if it was the best it is so still."""
    disk = open_folder()
    save(disk, 0, 10, best=10)
    save(disk, 10)
    assert [(each.step, each.best) for each in read_run(folder).checkpoints] == [(0, False), (10, True)]
    save(disk, 20, 30, 40)
    assert steps(folder) == ([0, 10, 20, 30, 40],) * 2


def test_what_a_killed_host_left_is_cleared_away(open_folder: Open, folder: Path) -> None:
    """A file that was never written down, and what is nobody's draft, is none of the run's checkpoints."""
    disk = open_folder()
    save(disk, 0)
    write_checkpoint(folder, checkpoint(1, 5), Files())
    save(disk, 10)
    assert steps(folder) == ([0, 10],) * 2


def test_files_of_other_people_stay(open_folder: Open, folder: Path) -> None:
    """What does not have the name of a checkpoint is not touched."""
    disk = open_folder()
    save(disk, 0)
    (folder / "checkpoints" / "mine.safetensors").write_text("")
    save(disk, 10, 20, 30, 40, 50)
    assert (folder / "checkpoints" / "mine.safetensors").exists()


def test_first_it_is_written_that_one_is_gone(open_folder: Open, folder: Path) -> None:
    """A host that dies between the two leaves a file too many, and never an entry without its file."""
    files = FailingFiles(FIRST_REMOVAL, errno.EIO)
    with pytest.raises(OSError, match="Input/output error"):
        save(open_folder(files=files), 0, 10, 20, 30, 40)
    assert (files.done[-1], steps(folder)) == ("remove", ([0, 20, 30, 40], [0, 10, 20, 30, 40]))


def test_what_could_not_be_removed_is_removed_later(open_folder: Open, folder: Path) -> None:
    """No file stays for ever because of a disk that refused once."""
    disk = open_folder(files=FailingFiles(FIRST_REMOVAL, errno.EIO))
    with pytest.raises(OSError, match="Input/output error"):
        save(disk, 0, 10, 20, 30, 40)
    save(disk, 50)
    assert steps(folder) == ([0, 30, 40, 50],) * 2


@pytest.fixture
def reader(folder: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who reads run.db, and keeps it from being written until he commits."""
    RunDatabase.open(folder / "run.db").close()
    with closing(sqlite3.connect(folder / "run.db", isolation_level=None)) as reader:
        yield reader


def test_a_reader_keeps_it_busy(open_folder: Open, folder: Path, reader: sqlite3.Connection) -> None:
    """Nothing is written then, and what was to be written can be tried again."""
    disk = open_folder()
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM log").fetchone()
    with pytest.raises(Busy):
        disk.commit([Logged(1, 1.0, 1.0, 0, "hello")])
    reader.execute("COMMIT")
    disk.commit([Logged(1, 1.0, 1.0, 0, "hello")])
    assert [line.text for line in read_run(folder).log] == ["hello"]


def test_a_checkpoint_is_written_once_however_long_somebody_reads(
    open_folder: Open, folder: Path, reader: sqlite3.Connection
) -> None:
    """Only what is to be said of it waits."""
    files = FailingFiles(NEVER, errno.EIO)
    disk, saved = open_folder(files=files), checkpoint(1, 7)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM log").fetchone()
    for _ in range(3):
        with pytest.raises(Busy):
            disk.save(saved, "time", best=False)
    reader.execute("COMMIT")
    disk.save(saved, "time", best=False)
    assert (files.done.count("create"), steps(folder)) == (2, ([7], [7]))


def test_a_full_disk_is_told_with_its_place(open_folder: Open, folder: Path) -> None:
    """SQLite says neither where it is full nor how full; nothing is half written."""

    def small(path: Path) -> RunDatabase:
        database = RunDatabase.open(path)
        pages = database.connection.execute("PRAGMA page_count").fetchone()[0]
        database.connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        return database

    disk = open_folder(open_database=small)
    lines = [Logged(number, 1.0, 1.0, 0, "x" * 1000) for number in range(1, 20)]
    with pytest.raises(OSError, match="No space left") as caught:
        disk.commit(lines)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(folder / "run.db"))
    assert read_run(folder).log == ()


def test_a_folder_of_checkpoints_that_was_removed(open_folder: Open, folder: Path) -> None:
    """It is made once more: only what was in it is lost."""
    disk = open_folder()
    save(disk, 0)
    shutil.rmtree(folder / "checkpoints")
    save(disk, 10)
    assert steps(folder)[1] == [10]


def test_a_run_is_taken_up_from_what_it_wrote(open_folder: Open, folder: Path) -> None:
    """The newest checkpoint that it saved is the newest that a reader finds."""
    save(open_folder(), 0, 10)
    found, passed_over = newest_checkpoint(folder, read_run(folder))
    assert found is not None
    assert (found.step, passed_over) == (10, ())
