"""Tests of what becomes of values that are no numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nntui_datasets.array_gaps import close_array
from nntui_datasets.errors import DatasetError

NAN, INF = np.nan, np.inf


def inputs(*rows: list[float]) -> np.ndarray:
    return np.array(rows, np.float32)


def test_nothing_missing() -> None:
    """What is whole stays as it is, and is not copied."""
    whole = inputs([1, 2])
    closed = close_array(whole, None, "x")
    assert (closed.inputs is whole, closed.kept, closed.notes) == (True, None, ())


def test_drop() -> None:
    """Rows are left out, and which is known."""
    closed = close_array(inputs([1, NAN], [3, 4], [NAN, NAN]), "drop", "x")
    assert closed.kept is not None
    assert (closed.inputs.tolist(), closed.kept.tolist()) == ([[3, 4]], [False, True, False])
    assert closed.notes == ("dropped 2 rows with missing values",)


def test_mean() -> None:
    """The mean of what is there in the column."""
    closed = close_array(inputs([1, NAN], [3, 4], [NAN, 8]), "mean", "x")
    assert (closed.inputs.tolist(), closed.kept) == ([[1, 6], [3, 4], [2, 8]], None)
    assert closed.notes == ("filled 2 missing values with the mean of the column",)


@pytest.mark.parametrize(
    ("rows", "policy", "expected"),
    [
        (([1, 2], [3, NAN]), None, "x, row 2, column 2: 1 value NaN (use --missing drop or mean)"),
        (([1, INF], [3, -INF]), "drop", "x, row 1, column 2: 2 values infinite, or beyond 32-bit numbers, "),
        (([1, NAN], [3, NAN]), "drop", "x: every row has a value that is NaN (use --missing mean)"),
        (([1, NAN], [3, NAN]), "mean", "x, column 2: no row has a value in it (take the column out)"),
    ],
)
def test_refused(rows: tuple[list[float], ...], policy: Any, expected: str) -> None:
    """They are counted and named, and never trained on in silence."""
    with pytest.raises(DatasetError) as caught:
        close_array(inputs(*rows), policy, "x")
    assert str(caught.value).startswith(expected)
