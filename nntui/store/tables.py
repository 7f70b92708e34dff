"""Which table of run.db holds which records, and the checksum that each row carries.

SQLite notices a torn file, but not a flipped bit inside a number: a row counts only if its checksum is right,
the CRC-32 of its other values in MessagePack.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from math import isnan, nan
from operator import attrgetter
from typing import Any, Generic, TypeVar, get_type_hints
from zlib import crc32

import msgspec

from nntui.store.records import (
    Branched,
    CheckpointWritten,
    Described,
    EpochMeasured,
    HostBegan,
    Intervened,
    LayerMeasured,
    Logged,
    Stood,
)

_Kind = TypeVar("_Kind")
_pack = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True)
class LossChunk:
    """The losses of consecutive steps of a branch, as little-endian float32."""

    branch: int
    first_step: int
    steps: int
    loss: bytes


class Table(Generic[_Kind]):
    """A table that holds records of one kind.

    order: the columns that its rows are sorted by on the disk. single: whether there is one row, which is
    replaced.
    """

    def __init__(
        self, name: str, kind: type[_Kind], order: tuple[str, ...] = ("rowid",), *, single: bool = False
    ) -> None:
        hints = get_type_hints(kind)
        columns = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # all kinds are dataclasses
        self.name = name
        self.kind = kind
        self.order = order
        self._values = attrgetter(*columns)
        self._to_row = [_TO_ROW[hints[column]] for column in columns]
        self._from_row = [_FROM_ROW[hints[column]] for column in columns]
        self._selected = ", ".join([*columns, "checksum"])
        named = (*(("id",) if single else ()), *columns, "checksum")
        marks = ["1" if column == "id" else "?" for column in named]
        self.insert = f"INSERT OR REPLACE INTO {name} ({', '.join(named)}) VALUES ({', '.join(marks)})"

    def row(self, record: _Kind) -> tuple[Any, ...]:
        """The values of `insert`."""
        values = self._values(record)
        row = tuple([convert(value) for convert, value in zip(self._to_row, values, strict=True)])
        return (*row, crc32(_pack(row)))

    def select(self, suffix: str = "") -> str:
        """What finds the rows: of the whole table in order, unless it says otherwise."""
        return f"SELECT {self._selected} FROM {self.name} {suffix or self._ordered('')}"

    def scan(self, direction: str) -> str:
        """What finds all rows, from the first or (`DESC`) the last on, their places before their values."""
        return f"SELECT {', '.join(self.order)}, {self._selected} FROM {self.name} {self._ordered(direction)}"

    def verified(self, row: Sequence[Any]) -> _Kind | None:
        """The record of a row found; None where it is not what was written."""
        if not is_right(row):
            return None
        return self.kind(*(convert(value) for convert, value in zip(self._from_row, row[:-1], strict=True)))

    def read(
        self, connection: sqlite3.Connection, suffix: str = "", values: tuple[Any, ...] = ()
    ) -> Iterator[_Kind]:
        """The records found; sqlite3.DatabaseError where one is not what was written."""
        for row in connection.execute(self.select(suffix), values):
            record = self.verified(row)
            if record is None:
                raise sqlite3.DatabaseError(f"a row of {self.name} is not what was written")
            yield record

    def _ordered(self, direction: str) -> str:
        return f"ORDER BY {', '.join(f'{column} {direction}' for column in self.order)}"


def is_right(row: Sequence[Any]) -> bool:
    """Whether a row found, its checksum last, is what was written."""
    right: bool = crc32(_pack(tuple(row[:-1]))) == row[-1]
    return right


def _as_it_is(value: Any) -> Any:
    return value


def _real(value: float | None) -> float | None:
    """SQLite knows no NaN: what could not be measured is NULL there. Nor does it know -0.0."""
    return None if value is None or isnan(value) else float(value) + 0.0


def _text(value: str) -> str:
    """The name of a file may hold what is no text; it is shown, not used."""
    return value.encode("utf-8", "replace").decode()


def _not_none(value: float | None) -> float:
    return nan if value is None else value


_TO_ROW: dict[Any, Callable[[Any], Any]] = {
    int: int,
    int | None: _as_it_is,
    bool: int,
    float: _real,
    float | None: _real,
    str: _text,
    bytes: _as_it_is,
}
_FROM_ROW: dict[Any, Callable[[Any], Any]] = dict.fromkeys(_TO_ROW, _as_it_is) | {
    bool: bool,
    float: _not_none,
}

BRANCHES = Table("branches", Branched)
HOSTS = Table("hosts", HostBegan)
DESCRIPTION = Table("description", Described, single=True)
STANDING = Table("standing", Stood, single=True)
CHECKPOINTS = Table("checkpoints", CheckpointWritten)
INTERVENTIONS = Table("interventions", Intervened)
EPOCHS = Table("epochs", EpochMeasured)
LOG = Table("log", Logged)
LOSSES = Table("losses", LossChunk)
LAYERS = Table("layers", LayerMeasured, ("branch", "step", "layer"))

ALL: tuple[Table[Any], ...] = (
    BRANCHES,
    HOSTS,
    DESCRIPTION,
    STANDING,
    CHECKPOINTS,
    INTERVENTIONS,
    EPOCHS,
    LOG,
    LOSSES,
    LAYERS,
)
"""What is read first is what a run needs most."""
