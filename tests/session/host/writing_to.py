"""A disk that does as a test says, and what is written to it."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Callable, Sequence

import numpy as np

from nntui.session.host.disk import CheckpointJob
from nntui.store.checkpoints import Checkpoint
from nntui.store.database import Busy
from nntui.store.records import Logged, Record

Fault = Callable[[], None]
"""What a disk does before it does anything."""


def nothing() -> None:
    """All is well."""


class Disk:
    """Remembers what it was given. before: called first, whatever is to be done."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.before: Fault = nothing
        self.before_save: Fault = nothing

    def commit(self, records: Sequence[Record]) -> None:
        self.before()
        self.done.append([record.text for record in records if isinstance(record, Logged)])

    def save(self, checkpoint: Checkpoint, reason: str, *, best: bool) -> None:
        self.before()
        self.before_save()
        self.done.append((checkpoint.step, reason, best))

    def close(self) -> None:
        self.done.append("closed")


def refuse() -> None:
    raise OSError(errno.EIO, "Input/output error", "/runs/a/run.db")


def damaged() -> None:
    raise sqlite3.OperationalError("disk I/O error")


def read() -> None:
    raise Busy


def line(text: str) -> Logged:
    return Logged(1, 0.0, 0.0, 0, text)


def job(step: int, reason: str = "time") -> CheckpointJob:
    return CheckpointJob(Checkpoint(1, step, {"a": np.zeros(3, np.float32)}, {}), reason, best=False)


class Woken:
    """How often somebody was woken."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


class Slow:
    """A disk that is busy with what it was given first, until it is let go on."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._begun, self._done = threading.Event(), threading.Event()
        disk.before = self._hold

    def await_begin(self) -> None:
        """Wait until it is busy."""
        assert self._begun.wait(5.0)

    def go_on(self) -> None:
        """Let it come to an end, and be as quick as any from now on."""
        self._disk.before = nothing
        self._done.set()

    def _hold(self) -> None:
        self._begun.set()
        self._done.wait(5.0)
