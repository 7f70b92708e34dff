"""Tests of reading a file's text."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.text_source import read_start, read_text

Write = Callable[[str | bytes], Path]


def refusal(path: Path) -> str:
    with pytest.raises(DatasetError) as caught:
        read_text(path)
    return str(caught.value)


def test_byte_order_mark_and_line_ends(write: Write) -> None:
    """Files from any system give the same text."""
    assert read_text(write(b"\xef\xbb\xbfa\r\nb\rc\n")) == "a\nb\nc\n"


def test_missing_file(tmp_path: Path) -> None:
    """The whole path is told where no file is."""
    path = tmp_path / "no\x1b.csv"
    assert refusal(path) == f"{tmp_path}/no␛.csv does not exist (check the path)"


def test_folder(tmp_path: Path) -> None:
    """A folder is not mistaken for a table."""
    assert refusal(tmp_path) == f"{tmp_path} is a folder (name a file in it)"


def test_file_in_a_file(write: Write) -> None:
    """Any other failure is told with the reason the system gives."""
    path = write("a") / "b.csv"
    assert refusal(path) == f"{path} cannot be read: Not a directory (check the path)"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_unreadable_file(write: Write) -> None:
    """A file of another user is refused with the reason."""
    path = write("a,b\n1,2\n")
    path.chmod(0)
    assert refusal(path) == f"{path} cannot be read: Permission denied (check its permissions)"


@pytest.mark.parametrize(
    ("content", "line", "byte", "value"),
    [
        (b"name,size\r\nM\xfcller,1\r\n", 2, 2, "fc"),
        (b"\xef\xbb\xbfab\rcd\n\nxyz\x80", 4, 4, "80"),
    ],
)
def test_not_utf8(write: Write, content: bytes, line: int, byte: int, value: str) -> None:
    """Text in another encoding is refused at the line and byte where it shows."""
    expected = f"data.csv, line {line}, byte {byte}: 0x{value} is not UTF-8 text (save the file as UTF-8)"
    assert refusal(write(content)) == expected


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16(write: Write, encoding: str) -> None:
    """What a spreadsheet calls Unicode text is read, as its byte order mark says."""
    assert read_text(write("\ufeffä\r\n€\r\n".encode(encoding))) == "ä\n€\n"


def test_not_utf16(write: Write) -> None:
    """Half a character is refused at the line and byte where it shows."""
    assert refusal(write(b"\xff\xfea\x00\n\x00\x00\xd8")) == (
        "data.csv, line 2: byte 7 of the file is not UTF-16, as which it begins (save the file as UTF-8)"
    )


def test_a_look_at_the_start(write: Write) -> None:
    """Of a long file whole lines are looked at, and what is no text does not matter yet."""
    start = read_start(write(b"\xef\xbb\xbf" + b"a line\r\n" * 10_000 + b"\xff"))
    assert (start.startswith("a line\na line\n"), start.endswith("a line\n")) == (True, True)
    assert len(start) < 1 << 16
