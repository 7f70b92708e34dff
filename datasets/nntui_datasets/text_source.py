"""A file's text, or the reason why it has none: UTF-8 with line ends made alike."""

from __future__ import annotations

import codecs
from pathlib import Path

from nntui_datasets.errors import DatasetError
from nntui_datasets.safe_text import visible


def read_text(path: Path) -> str:
    r"""The text of `path` without a byte order mark, every line end as "\n".

    Raises DatasetError where there is no such file, it cannot be read, or it is not UTF-8
    (then with the line, and the byte in it).
    """
    data = _read_bytes(path).removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DatasetError(f"{visible(path.name)}, {_undecodable(data, error.start)}") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_bytes(path: Path) -> bytes:
    shown = visible(str(path))
    if path.is_dir():
        raise DatasetError(f"{shown} is a folder (name a file in it)")
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DatasetError(f"{shown} does not exist (check the path)") from error
    except OSError as error:
        raise DatasetError(f"{shown} cannot be read: {error.strerror} (check its permissions)") from error


def _undecodable(data: bytes, start: int) -> str:
    before = data[:start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    byte = len(before) - (before.rfind(b"\n") + 1) + 1
    return f"line {line}, byte {byte}: 0x{data[start]:02x} is not UTF-8 text (save the file as UTF-8)"
