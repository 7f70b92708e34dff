"""The inputs of a table: columns of numbers as they are, columns of words one-hot."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.columns import Column
from nntui_datasets.errors import DatasetError
from nntui_datasets.grid import Grid

MOST_WORDS = 50
"""In a column, unless each is there often."""

LEAST_ROWS = 10
"""For each word of a column that has more."""

MOST_INPUTS = 10_000


def encode_inputs(grid: Grid, columns: Sequence[Column]) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Inputs, (rows, features) float32, and their names; a word is an input `colour=red`, 0 or 1.

    Raises DatasetError for more than 50 different words in a column that has not ten rows for each, and for
    more than 10,000 inputs.
    """
    _refuse_identifiers(grid, columns)
    names: list[str] = []
    for column in columns:
        names += _input_names(grid, column)
        if len(names) > MOST_INPUTS:
            refuse_width(grid, column.number)
    inputs = np.empty((len(columns[0].values), len(names)), dtype=np.float32)
    start = 0
    for column in columns:
        width = 1 if column.words is None else len(column.words)
        inputs[:, start : start + width] = _encoded(column)
        start += width
    return inputs, tuple(names)


def refuse_width(grid: Grid, column: int) -> None:
    """Raise DatasetError: at this column a table has more inputs than can be taken."""
    raise DatasetError(
        f"{grid.place(0, column)}: the table has more than {MOST_INPUTS:,} inputs from here on "
        "(leave columns out with --ignore)"
    )


def _input_names(grid: Grid, column: Column) -> list[str]:
    name = grid.name(column.number) + column.asks
    if column.words is None:
        return [name]
    return [f"{name}={word}" for word in column.words]


def _refuse_identifiers(grid: Grid, columns: Sequence[Column]) -> None:
    found = [column for column in columns if _is_identifier(column)]
    if not found:
        return
    first, *others = (grid.label(column.number) for column in found)
    words = [f"{len(column.words or ()):,}" for column in found]
    more = "".join(f", {label} {count}" for label, count in zip(others, words[1:], strict=True))
    names = [grid.name(column.number) for column in found]
    sure = all(re.fullmatch(r"[\w.-]*[^\W\d][\w.-]*", name) for name in names)
    flag = ",".join(names if sure else [str(column.number + 1) for column in found])
    raise DatasetError(
        f"{grid.file}, {first}: {words[0]} different words{more}: more than {MOST_WORDS}, and fewer than "
        f"{LEAST_ROWS} rows for each, look like identifiers (leave them out with --ignore {flag})"
    )


def _is_identifier(column: Column) -> bool:
    words = column.words or ()
    return len(words) > MOST_WORDS and len(words) * LEAST_ROWS > int((~column.missing).sum())


def _encoded(column: Column) -> NDArray[np.float64] | NDArray[np.bool_]:
    """(rows, 1) for numbers, (rows, words) for words."""
    values = column.values[:, None]
    return values if column.words is None else np.equal(values, np.arange(len(column.words)))
