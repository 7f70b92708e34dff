"""A run's folder that is not where it was any more, as its host finds it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.harness.branched_run import checkpoint, stood
from nntui.store.database import RunDatabase
from nntui.store.files import Files
from nntui.store.folder import RunFolder
from nntui.store.reading import read_run
from nntui.store.records import Record


def moved(folder: Path) -> None:
    folder.rename(folder.with_name("moved"))


def removed(folder: Path) -> None:
    (folder / "run.db").unlink()


def replaced(folder: Path) -> None:
    (folder / "run.db").rename(folder / "run.db.mine")
    (folder / "run.db").write_bytes((folder / "run.db.mine").read_bytes())


@pytest.mark.parametrize("harm", [moved, removed, replaced])
def test_a_folder_that_is_not_where_it_was(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    """SQLite would write on into a file that nobody finds any more."""
    folder = tmp_path / "run-1"
    folder.mkdir()
    disk = RunFolder(folder, lambda: 5.0)
    harm(folder)
    expected = "the run's folder was removed or moved"
    for attempt in (lambda: disk.commit([stood(1)]), lambda: disk.save(checkpoint(1, 1), "time", best=False)):
        with pytest.raises(FileNotFoundError, match=expected) as caught:
            attempt()
        assert caught.value.filename == str(folder / "run.db")
    disk.close()
    assert not (folder / "checkpoints").exists()


@pytest.mark.parametrize("harm", [moved, removed])
def test_a_folder_that_goes_while_it_is_written(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    """SQLite would speak of a read-only database, which helps nobody to find it."""
    folder = tmp_path / "run-1"
    folder.mkdir()

    class Disturbed(RunDatabase):
        def write(self, records: Sequence[Record]) -> None:
            harm(folder)
            super().write(records)

    disk = RunFolder(folder, lambda: 5.0, open_database=Disturbed.open)
    with pytest.raises(FileNotFoundError, match="the run's folder was removed or moved"):
        disk.commit([stood(1)])
    disk.close()


def test_nothing_is_made_in_a_folder_that_took_its_place(tmp_path: Path) -> None:
    """Not even where that happens after it was looked at, and before the first file is written."""
    folder = tmp_path / "run-1"
    folder.mkdir()

    class Swapping(Files):
        def make_folder(self, path: Path, within: int | None = None) -> None:
            moved(folder)
            folder.mkdir()
            super().make_folder(path, within)

    disk = RunFolder(folder, lambda: 5.0, Swapping())
    with pytest.raises(FileNotFoundError, match="the run's folder was removed or moved"):
        disk.save(checkpoint(1, 1), "time", best=False)
    disk.close()
    assert list(folder.iterdir()) == []


def test_nothing_is_made_in_one_that_took_its_place_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where that happens before the folder is opened."""
    folder = tmp_path / "run-1"
    folder.mkdir()
    disk = RunFolder(folder, lambda: 5.0)
    really_open = os.open

    def late(path: Path, flags: int) -> int:
        moved(folder)
        folder.mkdir()
        return really_open(path, flags)

    monkeypatch.setattr(os, "open", late)
    with pytest.raises(FileNotFoundError, match="the run's folder was removed or moved"):
        disk.save(checkpoint(1, 1), "time", best=False)
    disk.close()
    assert list(folder.iterdir()) == []


def test_a_folder_that_came_back(tmp_path: Path) -> None:
    """Whoever moved it by mistake and moves it back has lost nothing."""
    folder, away = tmp_path / "run-1", tmp_path / "away"
    folder.mkdir()
    disk = RunFolder(folder, lambda: 5.0)
    folder.rename(away)
    with pytest.raises(FileNotFoundError):
        disk.commit([stood(1)])
    away.rename(folder)
    (folder / "run.toml").touch()
    disk.commit([replace(stood(1), step=2)])
    disk.close()
    found = read_run(folder).standing
    assert found is not None
    assert found.step == 2
