"""What the writing thread is given, and what it writes to."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from nntui.store.checkpoints import Checkpoint
from nntui.store.records import LossesTaken, Record

RECORD_BYTES = 300
"""Of a record in memory, apart from its losses."""

Verdict = Literal["written", "busy", "failed"]


@dataclass(frozen=True, eq=False)
class CheckpointJob:
    """A checkpoint to be written, and why. best: whether it is the best so far."""

    checkpoint: Checkpoint
    reason: str
    best: bool

    @property
    def size(self) -> int:
        """Bytes that it needs on the disk, a little more or less."""
        return sum(tensor.nbytes for tensor in self.checkpoint.tensors.values())


class Disk(Protocol):
    """What a run is written to: its folder, or a stand-in."""

    def commit(self, records: Sequence[Record]) -> None:
        """Write all of them or none. Raises Busy, or what trouble there is."""

    def save(self, checkpoint: Checkpoint, reason: str, *, best: bool) -> None:
        """Write a checkpoint, whole or not at all, and throw away what is not kept. Raises as above."""

    def close(self) -> None:
        """No more."""


@dataclass(eq=False)
class Ticket:
    """Records that somebody waits for."""

    records: tuple[Record, ...]
    verdict: Verdict | None = None
    settled: threading.Event = field(default_factory=threading.Event)


def bytes_of(records: Sequence[Record]) -> int:
    """What records take in memory, a little more or less."""
    losses = sum(each.losses.nbytes for each in records if isinstance(each, LossesTaken))
    return losses + RECORD_BYTES * len(records)
