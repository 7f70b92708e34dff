"""Tests of the first line a run says about its data."""

from __future__ import annotations

import pytest

from nntui_datasets.curves import line, plane
from nntui_datasets.dataset import Dataset
from nntui_datasets.digits import digits
from nntui_datasets.sequences import copy
from nntui_datasets.splits import split
from nntui_datasets.summary import describe
from nntui_datasets.synthetic import blobs


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (line(), "1 input, 1 output, 200 rows, 160 train, 40 validation"),
        (plane(rows=1), "2 inputs, 1 output, 1 row, 1 train, 0 validation"),
        (blobs(rows=768), "2 inputs, 3 classes, 768 rows, 614 train, 154 validation"),
        (copy(rows=10), "17 steps of 10 tokens, 9 classes, 10 rows, 8 train, 2 validation"),
        (digits(), "64 inputs, 10 classes, 1,797 rows, 1,438 train, 359 validation"),
    ],
)
def test_describe(dataset: Dataset, expected: str) -> None:
    """Singulars, plurals and thousands are right."""
    assert describe(dataset, split(dataset, 0.2, 0)) == expected
