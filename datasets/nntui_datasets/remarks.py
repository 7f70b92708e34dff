"""What a person should know about the columns of a table, and would not be told by a failure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.columns import Column
from nntui_datasets.csv_source import Cells
from nntui_datasets.grid import Grid

MOST_ROUNDING = 0.05
"""As a share of the standard deviation."""

_FEW_ROWS = 10
"""In fewer, numbers may well rise by one by chance."""


def surplus(grid: Grid, cells: Cells, named: bool) -> dict[int, str]:
    """Columns by number, from 1, that nobody meant to be there, and a note on each.

    They have no name where others have one, and count the rows (an index), or stand behind the last
    separator with nothing in them.
    """
    found = {}
    names = [name.strip() for name in cells.cells[: cells.width]] if named else []
    counted = [str(number) for number in range(len(grid.lines) + 1)]
    if any(names) and not names[0] and list(grid.columns[0]) in (counted[:-1], counted[1:]):
        found[1] = "left out the first column, which has no name and counts the rows"
    if not any(grid.columns[-1]) and not any(names[-1:]):
        found[cells.width] = "left out the last column, in which there is nothing at all"
    return found


def remarks(grid: Grid, inputs: Sequence[Column], targets: Sequence[Column]) -> tuple[str, ...]:
    """How columns were read into numbers, and which inputs may teach nothing."""
    read = [f"{grid.label(each.number)} is read {each.manner}" for each in (*inputs, *targets) if each.manner]
    return (*read, *filter(None, (_doubt(grid, column) for column in inputs)))


def _doubt(grid: Grid, column: Column) -> str | None:
    values = column.values
    if column.words is None and len(values) >= _FEW_ROWS:
        if values[0] in (0, 1) and (np.diff(values) == 1).all():
            mend = f"if it only counts the rows, leave it out with --ignore {column.number + 1}"
            return f"{grid.label(column.number)} rises by 1 from row to row: {mend}"
        if (values == values[0]).all():
            return f"{grid.label(column.number)} is the same in every row, which teaches nothing"
        if _is_coarse(values):
            mend = "subtract one of them from all"
            return f"{grid.label(column.number)} differs by little more than 32-bit numbers can tell: {mend}"
    return None


def _is_coarse(values: NDArray[np.float64]) -> bool:
    """Whether rounding moves values, such as seconds since 1970, by much of what they differ by."""
    there = values[~np.isnan(values)]
    if there.min() == there.max():
        return False
    rounding = np.spacing(np.float32(np.abs(there).max()))
    return bool(rounding > MOST_ROUNDING * there.std())
