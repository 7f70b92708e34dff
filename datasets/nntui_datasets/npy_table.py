"""A dataset from one array, `.npy`: a table of numbers whose last column is the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.columns import LARGEST, Column
from nntui_datasets.dataset import Task
from nntui_datasets.errors import DatasetError
from nntui_datasets.gaps import Missing, close_gaps
from nntui_datasets.grid import Grid
from nntui_datasets.npy import NUMBERS, read_header, read_values
from nntui_datasets.reading import reading
from nntui_datasets.safe_text import visible
from nntui_datasets.table import Table, choose, dataset_of
from nntui_datasets.targets import decide_targets


@dataclass(frozen=True, eq=False)
class _Numbers(Grid):
    """A table that never was text: its places are rows, not lines."""

    def place(self, row: int, column: int) -> str:
        """`data.npy, row 7, column 3`."""
        return f"{self.file}, row {self.lines[row]}, {self.label(column)}"


def read_npy(
    path: Path,
    *,
    target: tuple[str | int, ...] = ("last",),
    task: Task | None = None,
    missing: Missing | None = None,
    ignore: tuple[str | int, ...] = (),
) -> Table:
    """The table in an array of (rows, columns) numbers; columns are meant by number, as in `read_table`.

    Nothing is read before the array is known to be one of a size that fits the file. DatasetError otherwise.
    """
    values = _values(path)
    grid = _Numbers(visible(path.name), None, range(1, len(values) + 1), _texts(values))
    chosen, goals = choose(grid, target, ignore)
    complete = close_gaps(
        grid,
        [_column(grid, values, number) for number in chosen],
        [_column(grid, values, number) for number in goals],
        missing,
    )
    decided = decide_targets(grid, complete.targets, task)
    return Table(dataset_of(path, grid, complete, decided), (*complete.notes, *decided.notes))


def _values(path: Path) -> NDArray[np.float64]:
    file = visible(path.name)
    with reading(path), path.open("rb") as stream:
        header = read_header(stream, path.stat().st_size, file, NUMBERS)
        if len(header.shape) != 2:
            raise DatasetError(
                f"{file} is of shape {header.shape}, and alone it has to be a table, (rows, columns), "
                "with targets in a column (save inputs with their targets: numpy.savez(file, x=…, y=…))"
            )
        stream.seek(header.begins)
        values = np.empty(header.shape, np.float64)
        read_values(stream, header, values)
    return values


def _texts(values: NDArray[np.float64]) -> Sequence[Sequence[str]]:
    """Cells as messages show them: only missing ones are, and those are all called so."""
    return [["NaN"] * len(values)] * values.shape[1]


def _column(grid: Grid, values: NDArray[np.float64], number: int) -> Column:
    column = values[:, number]
    beyond = np.abs(column) > LARGEST
    if beyond.any():
        row = int(beyond.argmax())
        raise DatasetError(
            f"{grid.place(row, number)}: {column[row]:g} is infinite or beyond 32-bit numbers, 3.4e38 "
            "(correct it, and save again)"
        )
    return Column(number, column)
