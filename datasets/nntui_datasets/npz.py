"""Archives of arrays as `numpy.savez` writes them, looked through before anything is unpacked."""

from __future__ import annotations

import errno
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from numpy.typing import NDArray

from nntui_datasets.errors import DatasetError
from nntui_datasets.npy import ArrayHeader, read_header, read_values
from nntui_datasets.packed import refuse_bomb
from nntui_datasets.reading import reading
from nntui_datasets.safe_text import quoted, visible

_IS_ENCRYPTED = 1
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)
_UNPACKED = "save it with numpy.savez, unpacked, if that is right"


class Archive:
    """An open archive: what its arrays are called, what each says of itself, and its values on demand."""

    def __init__(self, zipped: zipfile.ZipFile, file: str, size: int) -> None:
        self.file = file
        self._zip = zipped
        self._size = size
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in zipped.infolist():
            self._refuse_name(member)
            if member.filename.endswith(".npy"):
                self._members[member.filename.removesuffix(".npy")] = member

    @property
    def names(self) -> tuple[str, ...]:
        """Of all arrays."""
        return tuple(self._members)

    def header(self, name: str, kinds: str) -> ArrayHeader:
        """What an array is; DatasetError where it is not what it says, or not of these kinds of values."""
        member, place = self._members[name], self.place(name)
        if member.flag_bits & _IS_ENCRYPTED:
            raise DatasetError(f"{place} is encrypted (save it without a password)")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DatasetError(f"{place} is packed as NumPy never does it (save it with numpy.savez)")
        if member.compress_size > self._size:
            raise DatasetError(f"{place} says it is larger than the file it is in (save it again)")
        refuse_bomb(place, member.file_size, member.compress_size, _UNPACKED)
        with self._zip.open(member) as stream:
            return read_header(stream, member.file_size, place, kinds)

    def read(self, name: str, header: ArrayHeader, out: NDArray[Any]) -> None:
        """Write the values of an array whose header was looked at into `out`, of the same shape."""
        with self._zip.open(self._members[name]) as stream:
            stream.read(header.begins)
            read_values(stream, header, out)

    def place(self, name: str) -> str:
        """How messages name an array: `data.npz, "x"`."""
        return f"{self.file}, {quoted(name)}"

    def _refuse_name(self, member: zipfile.ZipInfo) -> None:
        path = PurePosixPath(member.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in member.filename:
            raise DatasetError(
                f"{self.file} has a member called {quoted(member.filename)}, which points out of it "
                "(do not use it, unless you know who made it)"
            )
        if member.filename.removesuffix(".npy") in self._members:
            raise DatasetError(f"{self.file} has two arrays called {quoted(member.filename)} (save it again)")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive in a file; whatever is found to be damaged in it while it is read is a DatasetError."""
    file = visible(path.name)
    with reading(path):
        try:
            with zipfile.ZipFile(path) as zipped:
                yield Archive(zipped, file, path.stat().st_size)
        except (*_DAMAGED, OSError) as error:
            # No place is before the start of a file, where damaged numbers may say that values are.
            if isinstance(error, OSError) and error.errno != errno.EINVAL:
                raise
            raise DatasetError(f"{file} is damaged, or no .npz file: {error} (save it again)") from error
