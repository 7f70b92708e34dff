"""The one seam to the file system that a run is saved through; a test puts a failing one there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Files:
    """The few operations that write. Each raises OSError with the path in it where it cannot be done."""

    def make_folder(self, path: Path, within: int | None = None) -> None:
        """Make a folder, unless it is there; in the one with this descriptor, wherever that is by now."""
        with _naming(path):
            try:
                os.mkdir(path if within is None else path.name, dir_fd=within)
            except FileExistsError:
                if not path.is_dir():
                    raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None

    def write(self, path: Path, data: bytes) -> None:
        """Write a new file, or over an old one, and wait until it is on the disk."""
        descriptor = self.create(path)
        try:
            with _naming(path):
                left = memoryview(data)
                while left:
                    left = left[self.put(descriptor, left) :]
                self.sync(descriptor)
        finally:
            os.close(descriptor)

    def create(self, path: Path) -> int:
        """Open an empty file to write to; its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)

    def put(self, descriptor: int, data: memoryview) -> int:
        """Write some of the data, at least one byte; how many it were."""
        count = os.write(descriptor, data)
        if not count:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return count

    def sync(self, descriptor: int) -> None:
        """Wait until a file, or the names in a folder, are on the disk."""
        os.fsync(descriptor)

    def rename(self, path: Path, target: Path) -> None:
        """Put a file in the place of another, at once and whole."""
        path.replace(target)

    def sync_folder(self, path: Path) -> None:
        """Wait until the names in a folder are on the disk."""
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            with _naming(path):
                self.sync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there."""
        path.unlink(missing_ok=True)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """The system does not say which file it was whose descriptor failed."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
