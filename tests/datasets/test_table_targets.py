"""Tests of reading a table with several targets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.table import read_table

Write = Callable[[str | bytes], Path]
POINTS = "x1,x2,y1,y2\n0.05,0.1,0.01,0.99\n0.5,0.2,0.5,0.5\n"
FLOWERS = "width,colour,kind\n1.5,red,a\n2.5,blue,b\n3.5,red,a\n"


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(DatasetError) as caught:
        read_table(path, **options)
    return str(caught.value)


@pytest.mark.parametrize("target", [("y1", "y2"), (3, 4), ("y1", "last"), ("3", "last")])
def test_several_targets(write: Write, target: tuple[str | int, ...]) -> None:
    """Numbers in several columns are predicted together, in the order in which they are named."""
    table = read_table(write(POINTS), target=target)
    dataset = table.dataset
    np.testing.assert_array_equal(dataset.targets, np.array([[0.01, 0.99], [0.5, 0.5]], np.float32))
    assert (dataset.feature_names, dataset.task, dataset.outputs) == (("x1", "x2"), "regression", 2)
    assert table.notes[-1] == 'targets "y1", "y2" are numbers: there are several'


def test_targets_keep_their_order(write: Write) -> None:
    """The first output of the network is the target that was named first."""
    dataset = read_table(write(POINTS), target=("y2", "x1")).dataset
    np.testing.assert_array_equal(dataset.targets, np.array([[0.99, 0.05], [0.5, 0.5]], np.float32))
    assert dataset.feature_names == ("x2", "y1")


def test_no_target_named_is_the_last(write: Write) -> None:
    """An empty list of targets is no list."""
    assert read_table(write(FLOWERS), target=()).dataset.class_names == ("a", "b")


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        (POINTS, {"target": ("y1", 3)}, 'data.csv: column "y1" is a target twice (name it once)'),
        (
            POINTS,
            {"target": ("x1", "x2", "y1", "y2")},
            "data.csv: every column is a target (leave one to learn from)",
        ),
        (
            POINTS,
            {"target": ("y1", "y2"), "task": "classification"},
            "data.csv: 2 columns are targets, and classes stand in one "
            "(name one with --target, or --task regression)",
        ),
        (
            FLOWERS,
            {"target": ("width", "kind")},
            'data.csv, column "kind": its values are words, and regression needs numbers '
            "(choose another column with --target, or --task classification)",
        ),
        (
            "a,b,c\n1,2,?\n3,?,4\n",
            {"target": ("b", "c"), "missing": "mean"},
            "data.csv: every row misses a target (choose other columns with --target)",
        ),
    ],
)
def test_several_targets_refused(write: Write, content: str, options: dict[str, Any], expected: str) -> None:
    """Targets that cannot be predicted together are refused with the reason."""
    assert refusal(write(content), **options) == expected


@pytest.mark.parametrize(
    ("missing", "expected"), [("drop", [[2.0, 3.0]]), ("mean", [[2.0, 3.0], [8.0, 9.0]])]
)
def test_rows_that_miss_one_of_several_targets(
    write: Write, missing: Any, expected: list[list[float]]
) -> None:
    """A row that misses any of its targets goes; one that misses an input may be filled."""
    content = "a,b,c\n1,2,3\n4,?,6\n?,8,9\n"
    dataset = read_table(write(content), target=("b", "c"), missing=missing).dataset
    assert dataset.targets.tolist() == expected
