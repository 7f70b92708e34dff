"""What becomes of missing values: refused, dropped with their rows, or filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.cell import is_infinite
from nntui_datasets.columns import Column
from nntui_datasets.errors import DatasetError
from nntui_datasets.grid import Grid
from nntui_datasets.safe_text import quoted
from nntui_datasets.sentences import counted

Missing = Literal["drop", "mean", "median", "mode", "mark"]

UNKNOWN = "?"
"""The word of a row that has none: no column has it, for it is a mark of missing values."""

_NAMED_COLUMNS = 5
_FILLED = {
    "mean": "the mean or most frequent word of the column",
    "median": "the median or most frequent word of the column",
    "mode": "the most frequent value of the column",
    "mark": "the mean of the column, and marked where in inputs of their own",
}


@dataclass(frozen=True, eq=False)
class Complete:
    """Columns in which no value is missing, and what was done to make them so."""

    inputs: tuple[Column, ...]
    targets: tuple[Column, ...]
    notes: tuple[str, ...] = ()


def close_gaps(
    grid: Grid, inputs: Sequence[Column], targets: Sequence[Column], policy: Missing | None
) -> Complete:
    """`inputs` and `targets` without missing values.

    "drop" drops rows. The others fill an input, from all rows of its column: "mean" and "median" with that,
    "mode" with the most frequent value, all three with the most frequent word; "mark" with the mean, and
    behind it comes an input that is 1 where the value was missing, or with a word of their own. A row that
    misses a target is always dropped. Raises DatasetError for a column without any value, for a missing value
    where `policy` is None, and where no row would be left.
    """
    _refuse_empty(grid, [*inputs, *targets])
    if policy is None:
        _refuse_missing(grid, [*inputs, *targets])
        return Complete(tuple(inputs), tuple(targets))
    return _dropped(grid, inputs, targets) if policy == "drop" else _filled(grid, inputs, targets, policy)


def _dropped(grid: Grid, inputs: Sequence[Column], targets: Sequence[Column]) -> Complete:
    missing = _any_missing([*inputs, *targets])
    if missing.all():
        raise DatasetError(f"{grid.file}: every row has a missing value (use --missing mean)")
    lost = int(missing.sum())
    notes = (f"dropped {counted(lost, 'row')} with missing values",) if lost else ()
    return Complete(_rows(inputs, ~missing), _rows(targets, ~missing), notes)


def _filled(grid: Grid, inputs: Sequence[Column], targets: Sequence[Column], policy: Missing) -> Complete:
    missing = _any_missing(targets)
    if missing.all():
        raise DatasetError(f"{grid.file}: every row misses a target (choose other columns with --target)")
    gaps = sum(int(column.missing.sum()) for column in inputs)
    lost = int(missing.sum())
    notes = []
    if gaps:
        notes.append(f"filled {counted(gaps, 'missing value')} with {_FILLED[policy]}")
    if lost:
        notes.append(f"dropped {counted(lost, 'row')} without a target")
    filled = [each for column in inputs for each in _fill(column, policy)]
    return Complete(_rows(filled, ~missing), _rows(targets, ~missing), tuple(notes))


def _any_missing(columns: Sequence[Column]) -> NDArray[np.bool_]:
    """Which rows miss a value in any of the columns, (rows,)."""
    missing: NDArray[np.bool_] = np.any([column.missing for column in columns], axis=0)
    return missing


def _rows(columns: Sequence[Column], kept: NDArray[np.bool_]) -> tuple[Column, ...]:
    return tuple(column.rows(kept) for column in columns)


def _fill(column: Column, policy: Missing) -> tuple[Column, ...]:
    """The column without gaps, and for marks of its numbers another one."""
    missing = column.missing
    if not missing.any():
        return (column,)
    if policy == "mark" and column.words is not None:
        unknown = len(column.words)
        return (
            replace(column, values=np.where(missing, unknown, column.values), words=(*column.words, UNKNOWN)),
        )
    there = column.values[~missing]
    value = filling(there, policy if column.words is None else "mode")
    filled = replace(column, values=np.where(missing, value, column.values))
    if policy == "mark":
        return filled, Column(column.number, missing.astype(np.float64), asks=" is missing")
    return (filled,)


def filling(there: NDArray[np.float64], policy: Missing) -> float:
    """What gaps beside these values are filled with: their median, the most frequent, or else their mean."""
    if policy == "mode":
        values, counts = np.unique(there, return_counts=True)
        return float(values[counts.argmax()])
    return float(np.median(there) if policy == "median" else there.mean())


def _refuse_empty(grid: Grid, columns: Sequence[Column]) -> None:
    for column in columns:
        if column.missing.all():
            raise DatasetError(
                f"{grid.place(0, column.number)}: no line has a value in this column (leave it out: --ignore)"
            )


def _refuse_missing(grid: Grid, columns: Sequence[Column]) -> None:
    gaps = [column for column in columns if column.missing.any()]
    if not gaps:
        return
    column = min(gaps, key=lambda gap: (int(gap.missing.argmax()), gap.number))
    row = int(column.missing.argmax())
    raise DatasetError(
        f"{grid.place(row, column.number)}: {_what(grid.columns[column.number][row], column)}"
        f"{_others(grid, gaps)} (use --missing drop, mean, median, mode or mark)"
    )


def _what(text: str, column: Column) -> str:
    if not text:
        return "the cell is empty"
    if is_infinite(text):
        return f"{quoted(text)} is not finite"
    return f"{quoted(text)} is {'not a number' if column.words is None else 'a missing value'}"


def _others(grid: Grid, gaps: Sequence[Column]) -> str:
    """How many cells have no value besides the first, and where they are if in several columns."""
    counts = [int(gap.missing.sum()) for gap in gaps]
    if sum(counts) == 1:
        return ""
    said = f", one of {sum(counts):,} missing values"
    if len(gaps) == 1:
        return said
    named = zip(gaps, counts, strict=True)
    where = [f"{grid.title(gap.number)} {count:,}" for gap, count in named][:_NAMED_COLUMNS]
    left = len(gaps) - len(where)
    more = f" and {counted(left, 'more column')}" if left else ""
    return f"{said} ({', '.join(where)}{more})"
