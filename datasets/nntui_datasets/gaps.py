"""What becomes of missing values: refused, dropped with their rows, or filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.columns import Column
from nntui_datasets.errors import DatasetError
from nntui_datasets.grid import Grid
from nntui_datasets.safe_text import quoted
from nntui_datasets.sentences import counted

Missing = Literal["drop", "mean"]


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

    "drop" drops rows; "mean" fills an input with the mean of its column over all rows, or with its most
    frequent word. A row that misses a target is always dropped. Raises DatasetError for a column without any
    value, for a missing value where `policy` is None, and where no row would be left.
    """
    _refuse_empty(grid, [*inputs, *targets])
    if policy is None:
        _refuse_missing(grid, [*inputs, *targets])
        return Complete(tuple(inputs), tuple(targets))
    return _dropped(grid, inputs, targets) if policy == "drop" else _filled(grid, inputs, targets)


def _dropped(grid: Grid, inputs: Sequence[Column], targets: Sequence[Column]) -> Complete:
    missing = _any_missing([*inputs, *targets])
    if missing.all():
        raise DatasetError(f"{grid.file}: every row has a missing value (use --missing mean)")
    lost = int(missing.sum())
    notes = (f"dropped {counted(lost, 'row')} with missing values",) if lost else ()
    return Complete(_rows(inputs, ~missing), _rows(targets, ~missing), notes)


def _filled(grid: Grid, inputs: Sequence[Column], targets: Sequence[Column]) -> Complete:
    missing = _any_missing(targets)
    if missing.all():
        raise DatasetError(f"{grid.file}: every row misses a target (choose other columns with --target)")
    gaps = sum(int(column.missing.sum()) for column in inputs)
    lost = int(missing.sum())
    notes = []
    if gaps:
        notes.append(
            f"filled {counted(gaps, 'missing value')} with the mean or most frequent word of the column"
        )
    if lost:
        notes.append(f"dropped {counted(lost, 'row')} without a target")
    filled = [_fill(column) for column in inputs]
    return Complete(_rows(filled, ~missing), _rows(targets, ~missing), tuple(notes))


def _any_missing(columns: Sequence[Column]) -> NDArray[np.bool_]:
    """Which rows miss a value in any of the columns, (rows,)."""
    missing: NDArray[np.bool_] = np.any([column.missing for column in columns], axis=0)
    return missing


def _rows(columns: Sequence[Column], kept: NDArray[np.bool_]) -> tuple[Column, ...]:
    return tuple(column.rows(kept) for column in columns)


def _fill(column: Column) -> Column:
    there = column.values[~column.missing]
    filling = there.mean() if column.words is None else np.bincount(there.astype(np.int64)).argmax()
    return replace(column, values=np.where(column.missing, filling, column.values))


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
    text = grid.columns[column.number][row]
    what = f"{quoted(text)} is {'not a number' if column.words is None else 'a missing value'}"
    others = sum(int(gap.missing.sum()) for gap in gaps) - 1
    more = f", and {counted(others, 'more cell')} {'is' if others == 1 else 'are'} missing" if others else ""
    raise DatasetError(
        f"{grid.place(row, column.number)}: {what if text else 'the cell is empty'}{more} "
        "(use --missing drop or mean)"
    )
