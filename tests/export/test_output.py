"""Where an export goes."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from nntui.errors import UserError
from nntui.export.output import new_output

CSV = re.compile(r"[a-z]+\.csv")


def write_file(path: Path, text: str, *, force: bool = False) -> None:
    with new_output(path, force=force) as draft:
        draft.write_text(text)


def write_folder(path: Path, text: str, *, force: bool = False) -> None:
    with new_output(path, force=force, ours=CSV) as draft:
        draft.mkdir()
        (draft / "losses.csv").write_text(text)


def fail_half_way(path: Path, error: BaseException) -> None:
    with new_output(path, force=True, ours=CSV) as draft:
        draft.mkdir()
        (draft / "losses.csv").write_text("half of")
        raise error


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file(tmp_path: Path) -> None:
    """It is in its place at the end, and nothing else is left."""
    write_file(tmp_path / "x.npz", "new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"x.npz": "new"}


def test_a_folder(tmp_path: Path) -> None:
    """The same of a folder."""
    write_folder(tmp_path / "x-csv", "new")
    assert (names(tmp_path), names(tmp_path / "x-csv")) == (["x-csv"], ["losses.csv"])


@pytest.mark.parametrize("write", [write_file, write_folder])
def test_what_is_there_is_kept(tmp_path: Path, write: type) -> None:
    """Nothing is replaced that nobody asked to be."""
    write(tmp_path / "x", "old")
    with pytest.raises(UserError) as caught:
        write(tmp_path / "x", "new")
    assert str(caught.value) == (
        f"{tmp_path / 'x'} is there already: --force replaces it, --output names another place"
    )


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """Asked to, an export takes the place of an earlier one."""
    write_file(tmp_path / "x", "old")
    write_file(tmp_path / "x", "new", force=True)
    assert (names(tmp_path), (tmp_path / "x").read_text()) == (["x"], "new")


def test_a_folder_is_replaced(tmp_path: Path) -> None:
    """The same of a folder: nothing of the earlier one is left in it."""
    write_folder(tmp_path / "x", "old")
    (tmp_path / "x" / "other.csv").write_text("")
    write_folder(tmp_path / "x", "new", force=True)
    assert (names(tmp_path), names(tmp_path / "x")) == (["x"], ["losses.csv"])


@pytest.mark.parametrize("write", [write_file, write_folder])
@pytest.mark.parametrize("precious", ["notes.txt", "sub/losses.csv"])
def test_a_folder_of_other_things_is_never_replaced(tmp_path: Path, write: type, precious: str) -> None:
    """`--output ~ --force` costs nobody their home."""
    path = tmp_path / "home" / precious
    path.parent.mkdir(parents=True)
    path.write_text("dear to me")
    with pytest.raises(UserError, match="is no export of this kind and is not replaced"):
        write(tmp_path / "home", "new", force=True)
    assert path.read_text() == "dear to me"


def test_a_link_is_not_replaced(tmp_path: Path) -> None:
    """Neither a link nor what it points to."""
    (tmp_path / "target").write_text("dear to me")
    (tmp_path / "x").symlink_to(tmp_path / "target")
    with pytest.raises(UserError, match="is no export of this kind"):
        write_file(tmp_path / "x", "new", force=True)
    assert (tmp_path / "x").readlink() == tmp_path / "target"


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """What was there before is there still, nothing is left beside it, and the reason is told."""
    write_folder(tmp_path / "x", "old")
    with pytest.raises(UserError) as caught:
        fail_half_way(tmp_path / "x", OSError(errno.ENOSPC, "No space left on device", "losses.csv"))
    assert str(caught.value) == "losses.csv cannot be written: No space left on device"
    assert (names(tmp_path), (tmp_path / "x" / "losses.csv").read_text()) == (["x"], "old")


def test_an_interrupt(tmp_path: Path) -> None:
    """Half an export is no export."""
    with pytest.raises(KeyboardInterrupt):
        fail_half_way(tmp_path / "x", KeyboardInterrupt())
    assert names(tmp_path) == []


def test_no_folder_to_write_to(tmp_path: Path) -> None:
    """The folder of an export is not made: it may be a slip."""
    with pytest.raises(UserError) as caught:
        write_file(tmp_path / "a" / "x", "new")
    assert str(caught.value) == (
        f"there is no folder {tmp_path / 'a'}: make it first, or choose another --output"
    )
