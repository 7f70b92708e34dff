"""IDX files, plain or gzipped: the form that MNIST is published in.

Four bytes of magic (0, 0, the type, how many dimensions), each dimension as 32 bits, then the values, all
with the high byte first. Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits" (1998).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from nntui_datasets.errors import DatasetError
from nntui_datasets.packed import PIECE, refuse_bomb
from nntui_datasets.reading import reading
from nntui_datasets.safe_text import visible
from nntui_datasets.sentences import counted

GZIP_MAGIC = b"\x1f\x8b"

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_AGAIN = "fetch it again"


@dataclass(frozen=True)
class IdxHeader:
    """What an IDX file says of its values, which follow it; `file` is how messages name it."""

    file: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes that the values take; a Python number, so that no dimensions are too large for it."""
        return prod(self.shape) * self.dtype.itemsize

    @property
    def dimensions(self) -> str:
        """`60,000 × 28 × 28`."""
        return " × ".join(f"{length:,}" for length in self.shape)


def append_idx(path: Path, buffer: bytearray, dimensions: tuple[int, ...]) -> IdxHeader:
    """Append the values in an IDX file to `buffer`, as they stand in it, and return what they are.

    dimensions: how many there may be. Memory grows with what is really there, never with what a header
    claims. Raises DatasetError, with the file and the figures, for anything that is not exactly such a file.
    """
    file = visible(path.name)
    with reading(path), path.open("rb") as plain, _unpacking(file):
        size = path.stat().st_size
        is_packed = plain.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        plain.seek(0)
        stream = cast(IO[bytes], gzip.GzipFile(fileobj=plain)) if is_packed else plain
        header = _read_header(stream, file, dimensions)
        if is_packed:
            refuse_bomb(file, header.size, size, "unpack it with gunzip, if that is right")
        else:
            _refuse_other_length(header, size - stream.tell())
        _append_values(stream, header, buffer)
    return header


@contextmanager
def _unpacking(file: str) -> Iterator[None]:
    """Have what gzip finds wrong with a file be a DatasetError."""
    try:
        yield
    except EOFError as error:
        raise DatasetError(f"{file} ends in the middle of its gzip data ({_AGAIN})") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DatasetError(f"{file} is damaged, as gzip says: {error} ({_AGAIN})") from error


def _read_header(stream: IO[bytes], file: str, dimensions: tuple[int, ...]) -> IdxHeader:
    magic = stream.read(4)
    if len(magic) < 4:
        raise DatasetError(f"{file} is no IDX file: it has {len(magic)} bytes (name another)")
    if magic[:2] != b"\0\0" or magic[2] not in _TYPES:
        shown = " ".join(f"{byte:02x}" for byte in magic)
        raise DatasetError(f"{file} is no IDX file: it begins with {shown}, not with 00 00 08 (name another)")
    count = magic[3]
    if count not in dimensions:
        wanted = " or ".join(map(str, dimensions))
        raise DatasetError(f"{file} has {counted(count, 'dimension')}, not {wanted} (name another file)")
    lengths = stream.read(4 * count)
    if len(lengths) < 4 * count:
        raise DatasetError(f"{file} ends after {4 + len(lengths)} bytes, within its header ({_AGAIN})")
    shape = tuple(int(length) for length in np.frombuffer(lengths, ">u4"))
    if 0 in shape:
        raise DatasetError(
            f"{file} is empty: it has {' × '.join(map(str, shape))} values (name another file)"
        )
    return IdxHeader(file, np.dtype(_TYPES[magic[2]]), shape)


def _refuse_other_length(header: IdxHeader, there: int) -> None:
    if there != header.size:
        what = "ends early" if there < header.size else "goes on after its end"
        raise DatasetError(
            f"{header.file} {what}: {header.dimensions} values take {header.size:,} bytes, "
            f"and {there:,} follow its header ({_AGAIN})"
        )


def _append_values(stream: IO[bytes], header: IdxHeader, buffer: bytearray) -> None:
    left = header.size
    while left:
        piece = stream.read(min(PIECE, left))
        if not piece:
            _refuse_other_length(header, header.size - left)
        buffer += piece
        left -= len(piece)
    if stream.read(1):
        raise DatasetError(
            f"{header.file} goes on after its end: {header.dimensions} values take {header.size:,} bytes, "
            f"and more follow ({_AGAIN})"
        )
