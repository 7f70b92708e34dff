"""The seam to the file system."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from benchmarks.harness.failing_files import FailingFiles, ShortWriting
from nntui.store.files import Files

DATA = bytes(range(256)) * 10


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    """What was there before is replaced, whatever its length."""
    (tmp_path / "a").write_bytes(DATA * 2)
    Files().write(tmp_path / "a", DATA)
    assert (tmp_path / "a").read_bytes() == DATA


def test_short_writes_go_on(tmp_path: Path) -> None:
    """A system that takes a few bytes at a time gets all of them."""
    ShortWriting().write(tmp_path / "a", DATA)
    assert (tmp_path / "a").read_bytes() == DATA


@pytest.mark.parametrize("operation", range(3))
def test_an_error_says_which_file(tmp_path: Path, operation: int) -> None:
    """Also where the system names none, since it failed at an open file."""
    files = FailingFiles(operation, errno.EIO)
    with pytest.raises(OSError, match="Input/output error") as caught:
        files.write(tmp_path / "a", DATA)
    assert caught.value.filename == str(tmp_path / "a")


def test_an_error_at_a_folder_says_which(tmp_path: Path) -> None:
    """Syncing a folder may fail as well."""
    with pytest.raises(OSError, match="Input/output error") as caught:
        FailingFiles(0, errno.EIO).sync_folder(tmp_path)
    assert caught.value.filename == str(tmp_path)


@pytest.mark.parametrize("kind", ["a file", "a link to nowhere"])
def test_what_stands_where_a_folder_should(tmp_path: Path, kind: str) -> None:
    """It is not taken for the folder: the error names it, and not the hidden file that cannot be in it."""
    place = tmp_path / "checkpoints"
    if kind == "a file":
        place.write_bytes(DATA)
    else:
        place.symlink_to(tmp_path / "nowhere")
    with pytest.raises(NotADirectoryError) as caught:
        Files().make_folder(place)
    assert caught.value.filename == str(place)


def test_the_operations_do_what_they_say(tmp_path: Path) -> None:
    """Folders and files come, change their names and go."""
    files, folder = Files(), tmp_path / "folder"
    files.make_folder(folder)
    files.make_folder(folder)
    files.write(folder / "a", DATA)
    files.rename(folder / "a", folder / "b")
    files.sync_folder(folder)
    assert [path.name for path in folder.iterdir()] == ["b"]
    files.remove(folder / "b")
    files.remove(folder / "b")
    assert list(folder.iterdir()) == []
