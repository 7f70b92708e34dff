"""Stretches of equal values in the rows of a grid: what becomes one span each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def runs(keys: npt.NDArray[np.integer]) -> list[list[tuple[int, int]]]:
    """For each row of a (rows, columns) grid, where its stretches of equal keys begin and end."""
    rows, columns = keys.shape
    begins = np.ones(keys.shape, bool)
    np.not_equal(keys[:, 1:], keys[:, :-1], out=begins[:, 1:])
    starts = np.flatnonzero(begins)
    stops = np.append(starts[1:], rows * columns)
    found: list[list[tuple[int, int]]] = [[] for _ in range(rows)]
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        row, column = divmod(start, columns)
        found[row].append((column, stop - row * columns))
    return found
