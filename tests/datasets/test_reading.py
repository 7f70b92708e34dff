"""Tests of what is said of files that cannot be read."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.reading import reading


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOENT, "No such file", "a\x1b/b"), "a␛/b does not exist (check the path)"),
        (OSError(errno.EISDIR, "Is a directory", "a"), "a is a folder (name a file in it)"),
        (OSError(errno.EACCES, "Denied", "a"), "a cannot be read: Denied (check its permissions)"),
        (OSError(errno.ENAMETOOLONG, "Too long"), "whole cannot be read: Too long (check the path)"),
        (OSError("odd"), "whole cannot be read: odd (check the path)"),
    ],
)
def test_what_is_told(error: OSError, expected: str) -> None:
    """The file that the system names, else the one that was asked for, and what to do about it."""
    with pytest.raises(DatasetError) as caught, reading(Path("whole")):
        raise error
    assert str(caught.value) == expected


def test_other_errors() -> None:
    """What the system did not say goes on as it is."""
    with pytest.raises(KeyError), reading(Path("a")):
        raise KeyError("a")
