"""What is wrong with a disk, in words that say what to do about it."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from nntui.store.trouble import TROUBLE, Trouble, disk_trouble


def refused(number: int, path: str | None = "/runs/a/run.db") -> OSError:
    """As the system refuses something."""
    return OSError(number, os.strerror(number), path) if path else OSError(number, os.strerror(number))


@pytest.fixture
def one_megabyte_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """So much room there is on every disk."""
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10_000_000, 9_000_000, 1_000_000)
    )


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused(errno.EIO), "/runs/a/run.db cannot be written: Input/output error"),
        (refused(errno.EROFS), "/runs/a/run.db cannot be written: Read-only file system"),
        (refused(errno.EIO, None), "nothing can be written: Input/output error"),
        (OSError("gone"), "nothing can be written: gone"),
        (sqlite3.OperationalError("disk I/O error"), "run.db cannot be written: disk I/O error"),
        (MemoryError(), "nothing can be written: memory ran out"),
        (MemoryError("8 GB"), "nothing can be written: memory ran out (8 GB)"),
    ],
)
def test_the_cause_and_the_path(error: Trouble, expected: str) -> None:
    """Whatever refused, and how much was to be written."""
    assert (disk_trouble(error), disk_trouble(error, needed=5000)) == (expected, expected)


@pytest.mark.usefixtures("one_megabyte_free")
@pytest.mark.parametrize(
    ("number", "path", "needed", "expected"),
    [
        (errno.ENOSPC, "/x/run.db", 2_500_000, "No space left on device; 2.5 MB needed, 1 MB free"),
        (errno.ENOSPC, "/x/run.db", 0, "No space left on device; 1 MB free"),
        (errno.ENOSPC, None, 2_500_000, "No space left on device; 2.5 MB needed"),
        (errno.EDQUOT, "/x/run.db", 2_500_000, "Disk quota exceeded; 2.5 MB needed"),
        (errno.EDQUOT, "/x/run.db", 0, "Disk quota exceeded"),
    ],
)
def test_how_much_room_is_missing(number: int, path: str | None, needed: int, expected: str) -> None:
    """Of a full disk, as far as it is known; what is free on a disk is not what is left of a quota."""
    told = disk_trouble(refused(number, path), needed=needed)
    assert told == f"{f'{path} cannot' if path else 'nothing can'} be written: {expected}"


def test_the_room_where_a_file_would_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that is not there, or may not be looked at, is on the disk of the folder above it."""
    asked, usage = [], shutil.disk_usage

    def disk_usage(path: Path) -> object:
        asked.append(path)
        if path == tmp_path / "locked":
            raise PermissionError
        return usage(path)

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
    disk_trouble(refused(errno.ENOSPC, str(tmp_path / "locked" / "new")))
    assert asked == [tmp_path / "locked" / "new", tmp_path / "locked", tmp_path]


@pytest.mark.parametrize("error", [refused(errno.EIO), sqlite3.DatabaseError(), MemoryError()])
def test_what_may_pass(error: Exception) -> None:
    """All that can keep a run from being written is one of these."""
    assert isinstance(error, TROUBLE)
