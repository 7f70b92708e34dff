"""Where an export goes: in its place whole, or not there at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from re import Pattern

from nntui.errors import UserError


@contextmanager
def new_output(path: Path, *, force: bool, ours: Pattern[str] | None = None) -> Iterator[Path]:
    """A place beside `path` to write to, which becomes `path` at the end; UserError where it cannot.

    force: what an earlier export left there goes. ours: the names of the files in an exported folder, where
    it is a folder: one with anything else in it stays, whatever is forced.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100  # a link in it stays a link
    draft = path.parent / f".nntui-export-{os.getpid()}.new"
    try:
        _check(path, force=force, ours=ours)
        yield draft
        _sync(draft)
        _put(draft, path)
    except OSError as error:
        reason = f"{error.filename or path} cannot be written: {error.strerror or error}"
        raise UserError(reason) from error
    finally:
        _remove(draft)


def _check(path: Path, *, force: bool, ours: Pattern[str] | None) -> None:
    if not path.parent.is_dir():
        raise UserError(f"there is no folder {path.parent}: make it first, or choose another --output")
    if not (path.exists() or path.is_symlink()):
        return
    if not force:
        raise UserError(f"{path} is there already: --force replaces it, --output names another place")
    if not _is_export(path, ours):
        raise UserError(f"{path} is no export of this kind and is not replaced: choose another --output")


def _is_export(path: Path, ours: Pattern[str] | None) -> bool:
    """Whether nothing is there but what an export of this kind consists of."""
    if path.is_symlink() or ours is None:
        return path.is_file() and not path.is_symlink()
    return path.is_dir() and all(ours.fullmatch(each.name) and each.is_file() for each in path.iterdir())


def _sync(draft: Path) -> None:
    """Wait until all of it is on the disk: what takes the place of something is not to be empty one day."""
    for path in (draft, *draft.rglob("*")):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _put(draft: Path, path: Path) -> None:
    if not (draft.is_dir() and path.is_dir()):
        draft.replace(path)
        return
    # A folder takes the place of an empty one only.
    before = draft.with_suffix(".old")
    path.rename(before)
    draft.rename(path)
    _remove(before)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
