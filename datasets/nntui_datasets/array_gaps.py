"""What becomes of values in arrays that are no numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.errors import DatasetError
from nntui_datasets.gaps import Missing, filling
from nntui_datasets.sentences import counted


@dataclass(frozen=True, eq=False)
class Joined:
    """The arrays of all parts one behind the other; the last `held_out` rows are to validate with.

    inputs: (rows, features), bytes or float32. targets: (rows,) or (rows, outputs). held_out is None where
    there is one part.
    """

    inputs: NDArray[Any]
    targets: NDArray[Any]
    held_out: int | None

    def rows(self, kept: NDArray[np.bool_]) -> Joined:
        """The `kept` rows, with as many held out as are left of those."""
        held_out = None if self.held_out is None else int(kept[len(kept) - self.held_out :].sum())
        return Joined(self.inputs[kept], self.targets[kept], held_out)


def close_arrays(
    joined: Joined, policy: Missing | None, of_inputs: str, of_targets: str
) -> tuple[Joined, tuple[str, ...]]:
    """`joined` without NaN, and notes on what was done: rows dropped, or inputs filled, in place.

    Inputs are filled from all rows of their column; a row that misses a target is always dropped. Raises
    DatasetError, which begins with the place of the array, for an infinite value, for NaN where `policy` is
    None, for "mark", which is for tables, and where no row to train with would be left.
    """
    notes = []
    missing = _missing(joined.targets, of_targets)
    if missing is not None:
        if policy is None:
            raise DatasetError(f"{_told(missing, of_targets)} NaN (use --missing drop)")
        joined, note = _dropped(joined, missing, of_targets, "without a target", "save targets for them")
        notes.append(note)
    missing = _missing(joined.inputs, of_inputs)
    if missing is not None:
        if policy is None or policy == "mark":
            raise DatasetError(f"{_told(missing, of_inputs)} NaN (use --missing drop, mean, median or mode)")
        if policy == "drop":
            joined, note = _dropped(joined, missing, of_inputs, "with missing values", "use --missing mean")
        else:
            note = _fill(joined.inputs, missing, policy, of_inputs)
        notes.append(note)
    return joined, tuple(notes)


def _missing(values: NDArray[Any], place: str) -> NDArray[np.bool_] | None:
    """Where values are NaN, (rows, columns); None where none are. DatasetError for an infinite one."""
    if values.dtype.kind != "f":
        return None
    with np.errstate(over="ignore"):
        narrow = values.reshape(len(values), -1).astype(np.float32, copy=False)
    infinite = np.isinf(narrow)
    if infinite.any():
        raise DatasetError(
            f"{_told(infinite, place)} infinite, or beyond 32-bit numbers, 3.4e38 "
            "(correct them, and save again)"
        )
    missing: NDArray[np.bool_] = np.isnan(narrow)
    return missing if missing.any() else None


def _dropped(
    joined: Joined, missing: NDArray[np.bool_], place: str, which: str, mend: str
) -> tuple[Joined, str]:
    lost: NDArray[np.bool_] = np.asarray(missing.any(axis=1))
    left = joined.rows(~lost)
    if len(left.inputs) == (left.held_out or 0):
        raise DatasetError(f"{place}: every row to train with has a value that is NaN ({mend})")
    return left, f"dropped {counted(int(lost.sum()), 'row')} {which}"


def _fill(inputs: NDArray[np.float32], missing: NDArray[np.bool_], policy: Missing, place: str) -> str:
    empty = missing.all(axis=0)
    if empty.any():
        column = int(empty.argmax()) + 1
        raise DatasetError(f"{place}, column {column}: no row has a value in it (take the column out)")
    for number in np.flatnonzero(missing.any(axis=0)):
        gaps = missing[:, number]
        inputs[gaps, number] = filling(inputs[~gaps, number].astype(np.float64), policy)
    filled = counted(int(missing.sum()), "missing value")
    return f"filled {filled} with the {'most frequent value' if policy == 'mode' else policy} of the column"


def _told(bad: NDArray[np.bool_], place: str) -> str:
    """Where the first of them is, and how many there are."""
    row, column = np.argwhere(bad)[0]
    return f"{place}, row {row + 1}, column {column + 1}: {counted(int(bad.sum()), 'value')}"
