"""Tests of the first line a run says about its data."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_datasets.curves import line, plane
from nntui_datasets.dataset import Dataset
from nntui_datasets.digits import digits
from nntui_datasets.sequences import copy
from nntui_datasets.splits import split
from nntui_datasets.summary import describe, unevenness
from nntui_datasets.synthetic import blobs


def of_classes(*counts: int) -> Dataset:
    targets = np.repeat(np.arange(len(counts)), counts)
    names = tuple("abcdefgh"[: len(counts)])
    inputs = np.zeros((len(targets), 1), np.float32)
    return Dataset("few", inputs, targets, "classification", ("x",), names, "", "", "")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((20, 80), "a 20 %, b 80 %"),
        ((10, 15), "a 40 %, b 60 %"),
        ((10, 14), ""),
        ((2, 500), "a under 1 %, b over 99 %"),
        ((5, 0, 5), "a 50 %, b 0 %, c 50 %"),
        ((10, 20, 30, 25, 15), "a 10 % to c 30 %"),
    ],
)
def test_unevenness(counts: tuple[int, ...], expected: str) -> None:
    """Shares are told from one and a half to one on; of many classes, the smallest and the largest."""
    assert unevenness(of_classes(*counts)) == expected


def test_numbers_are_not_uneven() -> None:
    """Where there are no classes there is nothing to say."""
    assert unevenness(line()) == ""


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (line(), "1 input, 1 output, 200 rows, 160 train, 40 validation"),
        (plane(rows=1), "2 inputs, 1 output, 1 row, 1 train, 0 validation"),
        (blobs(rows=768), "2 inputs, 3 classes, 768 rows, 614 train, 154 validation"),
        (copy(rows=10), "17 steps of 10 tokens, 9 classes, 10 rows, 8 train, 2 validation"),
        (of_classes(2, 8), "1 input, 2 classes (a 20 %, b 80 %), 10 rows, 8 train, 2 validation"),
        (digits(), "64 inputs, 10 classes, 1,797 rows, 1,438 train, 359 validation"),
    ],
)
def test_describe(dataset: Dataset, expected: str) -> None:
    """Singulars, plurals and thousands are right."""
    assert describe(dataset, split(dataset, 0.2, 0)) == expected
