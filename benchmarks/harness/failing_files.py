"""A file system of which one operation fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from nntui.store.files import Files

_Result = TypeVar("_Result")


class FailingFiles(Files):
    """Its n-th operation, and as many after it as are asked for, fail with an error; the others are done.

    half: whether writing data fails only when half of it is written.
    """

    def __init__(self, at: int, error: int, *, times: int = 1, half: bool = False) -> None:
        self._failing = range(at, at + times)
        self._error = error
        self._half = half
        self.done: list[str] = []

    def make_folder(self, path: Path, within: int | None = None) -> None:
        """As below."""
        self._do("make_folder", path, lambda: super(FailingFiles, self).make_folder(path, within))

    def create(self, path: Path) -> int:
        """As below."""
        return self._do("create", path, lambda: super(FailingFiles, self).create(path))

    def put(self, descriptor: int, data: memoryview) -> int:
        """Half of it is written before it fails, where that is asked for."""
        if len(self.done) in self._failing and self._half:
            os.write(descriptor, data[: len(data) // 2])
        return self._do("put", None, lambda: super(FailingFiles, self).put(descriptor, data))

    def sync(self, descriptor: int) -> None:
        """As below."""
        self._do("sync", None, lambda: super(FailingFiles, self).sync(descriptor))

    def rename(self, path: Path, target: Path) -> None:
        """As below."""
        self._do("rename", path, lambda: super(FailingFiles, self).rename(path, target))

    def remove(self, path: Path) -> None:
        """As below."""
        self._do("remove", path, lambda: super(FailingFiles, self).remove(path))

    def _do(self, name: str, path: Path | None, operation: Callable[[], _Result]) -> _Result:
        number = len(self.done)
        self.done.append(name)
        if number in self._failing:
            reason = os.strerror(self._error)
            # As the system does: it names a path where it was given one, and none for a descriptor.
            raise OSError(self._error, reason, str(path)) if path else OSError(self._error, reason)
        return operation()


class ShortWriting(Files):
    """Writes no more than a few bytes at a time, as a full pipe or a network's disk may."""

    def put(self, descriptor: int, data: memoryview) -> int:
        """At most seven bytes."""
        return super().put(descriptor, data[:7])
