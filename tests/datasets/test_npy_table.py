"""Tests of tables in one array."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.npy_table import read_npy
from nntui_datasets.table import Table

Saved = Callable[..., Table]
VALUES = np.column_stack([np.arange(6) / 4, np.arange(6) * 2, [0, 1, 0, 1, 0, 1]])


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """Reads an array back that was saved: `saved(values, target=(1,))`."""

    def saved(values: Any, **options: Any) -> Table:
        np.save(tmp_path / "a.npy", values)
        return read_npy(tmp_path / "a.npy", **options)

    return saved


def test_the_last_column_is_the_target(saved: Saved) -> None:
    """As in a table of text."""
    table = saved(VALUES)
    assert (table.dataset.targets.tolist(), table.dataset.class_names) == ([0, 1] * 3, ("0", "1"))
    np.testing.assert_array_equal(table.dataset.inputs, VALUES[:, :2])
    assert table.notes == ("target column 3 is a class: whole numbers with 2 different values",)


def test_columns_by_number(saved: Saved) -> None:
    """Targets and columns to leave out are counted from 1."""
    dataset = saved(VALUES, target=(1,), ignore=(3,)).dataset
    assert (dataset.task, dataset.feature_names) == ("regression", ("column 2",))


def test_missing_values(saved: Saved) -> None:
    """They are dropped, or filled in."""
    values = VALUES.copy()
    values[1, 0] = np.nan
    assert saved(values, missing="drop").dataset.rows == 5
    assert saved(values, missing="mean").dataset.rows == 6


@pytest.mark.parametrize(
    ("values", "options", "expected"),
    [
        (np.zeros(3), {}, "a.npy is of shape (3,), and alone it has to be a table, (rows, columns), "),
        (np.zeros((2, 3, 4)), {}, "a.npy is of shape (2, 3, 4), and alone it has to be a table, "),
        (np.array([[1, np.nan, 0], [1, 2, 1]]), {}, 'a.npy, row 1, column 2: "NaN" is not a number (use --'),
        (
            np.array([[1, 2, 0], [1, np.inf, 1]]),
            {},
            "a.npy, row 2, column 2: inf is infinite or beyond",
        ),
        (
            VALUES,
            {"target": ("width",)},
            'a.npy has no column "width"; its columns have no names: ',
        ),
        (
            VALUES,
            {"target": (9,)},
            "a.npy has no column 9; its columns have no names: use a",
        ),
    ],
)
def test_refused(saved: Saved, values: Any, options: dict[str, Any], expected: str) -> None:
    """The row and the column are told."""
    with pytest.raises(DatasetError) as caught:
        saved(values, **options)
    assert str(caught.value).startswith(expected)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The system's reason is told."""
    with pytest.raises(DatasetError, match=r"a\.npy does not exist"):
        read_npy(tmp_path / "a.npy")
