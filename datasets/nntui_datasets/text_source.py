"""A file's text, or the reason why it has none: UTF-8 with line ends made alike."""

from __future__ import annotations

import codecs
from pathlib import Path

from nntui_datasets.errors import DatasetError
from nntui_datasets.reading import reading
from nntui_datasets.safe_text import visible

_START_BYTES = 1 << 16
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: Path) -> str:
    r"""The text of `path` without a byte order mark, every line end as "\n".

    It is UTF-8, or UTF-16 where a byte order mark says so, as spreadsheets write it. Raises DatasetError
    where there is no such file, it cannot be read, or it is neither (then with the line, and the byte in it).
    """
    data = _read_bytes(path, -1)
    if data.startswith(_WIDE):
        return _alike(_decoded_wide(data, path))
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return _alike(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DatasetError(f"{visible(path.name)}, {_undecodable(data, error.start)}") from error


def read_start(path: Path) -> str:
    """The first lines of `path`, as far as they are text: for a look at what a file is.

    Raises DatasetError where it cannot be read.
    """
    data = _read_bytes(path, _START_BYTES)
    encoding = "utf-16" if data.startswith(_WIDE) else "utf-8-sig"
    start = _alike(data.decode(encoding, errors="replace"))
    return start if len(data) < _START_BYTES else start[: start.rfind("\n") + 1] or start


def _alike(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_bytes(path: Path, most: int) -> bytes:
    with reading(path), path.open("rb") as file:
        return file.read(most)


def _decoded_wide(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        line = data[: error.start].decode("utf-16", errors="replace").count("\n") + 1
        raise DatasetError(
            f"{visible(path.name)}, line {line}: byte {error.start + 1} of the file is not UTF-16, as which "
            "it begins (save the file as UTF-8)"
        ) from error


def _undecodable(data: bytes, start: int) -> str:
    before = data[:start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    byte = len(before) - (before.rfind(b"\n") + 1) + 1
    return f"line {line}, byte {byte}: 0x{data[start]:02x} is not UTF-8 text (save the file as UTF-8)"
