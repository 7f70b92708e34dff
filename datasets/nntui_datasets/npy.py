"""Arrays in NumPy's own format, read without trusting what they say of themselves.

The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from math import prod
from tokenize import TokenError
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy_format
from numpy.typing import NDArray

from nntui_datasets.errors import DatasetError
from nntui_datasets.packed import PIECE
from nntui_datasets.safe_text import visible

LONGEST_HEADER = 10_000
"""NumPy's own limit."""

# What NumPy raises for bytes that are no header: it has no exception of its own for them.
_NO_HEADER = (ValueError, TypeError, SyntaxError, TokenError, RecursionError, MemoryError)

NUMBERS = "biuf"
"""The kinds of numbers; text, "US", is for targets alone."""


@dataclass(frozen=True)
class ArrayHeader:
    """What an array says of itself. place: how messages name it. begins: where in its file the values do."""

    place: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    is_fortran: bool
    begins: int

    @property
    def size(self) -> int:
        """Bytes that the values take; a Python number, so that no shape is too large for it."""
        return prod(self.shape) * self.dtype.itemsize


def read_header(stream: IO[bytes], length: int, place: str, kinds: str) -> ArrayHeader:
    """The header at the beginning of a stream that is `length` bytes long in all.

    Raises DatasetError for anything but an array of these kinds of values that fills the rest of the stream.
    """
    # A piece of it: NumPy reads as many bytes as a header claims to have before it looks at their number.
    head = io.BytesIO(stream.read(LONGEST_HEADER + 12))
    try:
        shape, is_fortran, dtype = _parse(head)
    except _NO_HEADER as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DatasetError(
            f"{place} is no array that NumPy wrote: {visible(reason)} (save it with numpy.save)"
        ) from error
    header = ArrayHeader(place, dtype, shape, is_fortran, head.tell())
    _refuse_kind(header, kinds)
    if any(axis < 1 for axis in shape):
        raise DatasetError(f"{place} is empty: its shape is {shape} (it needs rows to learn from)")
    if header.size != length - header.begins:
        raise DatasetError(
            f"{place} says that it is {dtype} {shape}, which takes {header.size:,} bytes, and it has "
            f"{length - header.begins:,} (save it again)"
        )
    return header


def _parse(head: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = npy_format.read_magic(head)
    read = npy_format.read_array_header_1_0 if version == (1, 0) else npy_format.read_array_header_2_0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of headers that Python 2 wrote: they are read as well
        return read(head, max_header_size=LONGEST_HEADER)


def read_values(stream: IO[bytes], header: ArrayHeader, out: NDArray[Any]) -> None:
    """Write the values that follow a header into `out`, of the same shape and in C order; piece by piece.

    `out` may be of another type, and is the only large thing in memory, but for values in Fortran order.
    """
    flat = np.empty(out.size, out.dtype) if header.is_fortran else out.reshape(-1)
    piece_size = max(PIECE // header.dtype.itemsize, 1)
    for start in range(0, len(flat), piece_size):
        part = flat[start : start + piece_size]
        data = _read_exactly(stream, len(part) * header.dtype.itemsize, header.place)
        with np.errstate(over="ignore"):  # what is too large becomes infinite, and that is refused
            part[:] = np.frombuffer(data, header.dtype)
    if header.is_fortran:
        out[...] = flat.reshape(header.shape[::-1]).T


def _read_exactly(stream: IO[bytes], size: int, place: str) -> bytes:
    data = stream.read(size)
    while len(data) < size:
        more = stream.read(size - len(data))
        if not more:
            raise DatasetError(f"{place} ends early (save it again)")
        data += more
    return data


def _refuse_kind(header: ArrayHeader, kinds: str) -> None:
    dtype = header.dtype
    if dtype.hasobject:
        raise DatasetError(
            f"{header.place} holds Python objects, which may run code when they are read (save numbers)"
        )
    if dtype.fields is not None or dtype.subdtype is not None:
        raise DatasetError(f"{header.place} is structured, {dtype} (save an array of plain numbers)")
    if dtype.kind not in kinds or dtype.itemsize == 0:
        raise DatasetError(f"{header.place} holds {dtype}, which are no numbers to learn from (save numbers)")
