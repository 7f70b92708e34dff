"""What becomes of values in an array that are no numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.errors import DatasetError
from nntui_datasets.gaps import Missing
from nntui_datasets.sentences import counted


@dataclass(frozen=True, eq=False)
class Closed:
    """Inputs without gaps, which rows were kept (None for all), and what was done."""

    inputs: NDArray[np.float32]
    kept: NDArray[np.bool_] | None = None
    notes: tuple[str, ...] = ()


def close_array(inputs: NDArray[np.float32], policy: Missing | None, place: str) -> Closed:
    """`inputs`, (rows, features), without NaN: rows dropped, or filled with the mean of the column, in place.

    Raises DatasetError, which begins with `place`, for an infinite value, for NaN where `policy` is None, and
    where nothing would be left.
    """
    infinite = np.isinf(inputs)
    if infinite.any():
        raise DatasetError(
            f"{_first(infinite, place)}: {counted(int(infinite.sum()), 'value')} infinite, or beyond 32-bit "
            "numbers, 3.4e38 (correct them, and save again)"
        )
    missing = np.isnan(inputs)
    count = int(missing.sum())
    if not count:
        return Closed(inputs)
    if policy is None:
        raise DatasetError(
            f"{_first(missing, place)}: {counted(count, 'value')} NaN (use --missing drop or mean)"
        )
    return _dropped(inputs, place) if policy == "drop" else _filled(inputs, missing, place)


def _dropped(inputs: NDArray[np.float32], place: str) -> Closed:
    kept: NDArray[np.bool_] = np.asarray(np.isfinite(inputs).all(axis=1))
    if not kept.any():
        raise DatasetError(f"{place}: every row has a value that is NaN (use --missing mean)")
    lost = counted(int((~kept).sum()), "row")
    return Closed(inputs[kept], kept, (f"dropped {lost} with missing values",))


def _filled(inputs: NDArray[np.float32], missing: NDArray[np.bool_], place: str) -> Closed:
    empty = missing.all(axis=0)
    if empty.any():
        column = int(empty.argmax()) + 1
        raise DatasetError(f"{place}, column {column}: no row has a value in it (take the column out)")
    for number in np.flatnonzero(missing.any(axis=0)):
        gaps = missing[:, number]
        inputs[gaps, number] = inputs[~gaps, number].mean(dtype=np.float64)
    filled = counted(int(missing.sum()), "missing value")
    return Closed(inputs, notes=(f"filled {filled} with the mean of the column",))


def _first(bad: NDArray[np.bool_], place: str) -> str:
    row, column = np.argwhere(bad)[0]
    return f"{place}, row {row + 1}, column {column + 1}"
