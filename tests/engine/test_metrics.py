"""Metrics, by hand."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from nntui_engine.metrics import confusion_matrix, r_squared, squared_error

CLASSES = np.array([0, 0, 1, 2, 2, 2])
PREDICTED = np.array([0, 1, 1, 2, 0, 2])


def test_rows_of_the_confusion_matrix_are_the_true_classes() -> None:
    """Protects its reading direction, and classes that are never taken for another."""
    assert confusion_matrix(PREDICTED, CLASSES, 4).tolist() == [
        [1, 1, 0, 0],
        [0, 1, 0, 0],
        [1, 0, 2, 0],
        [0, 0, 0, 0],
    ]


def test_r_squared_of_perfect_outputs_is_1() -> None:
    """Protects the upper end."""
    targets = np.array([[1.0], [2.0], [4.0]])
    assert r_squared(squared_error(targets, targets), targets) == 1.0


def test_r_squared_of_the_mean_is_0() -> None:
    """Protects the meaning of 0: no better than always saying the mean."""
    targets = np.array([[1.0], [2.0], [3.0]])
    assert r_squared(squared_error(np.full((3, 1), 2.0), targets), targets) == 0.0


def test_r_squared_by_hand() -> None:
    """Protects the sums: 1 − (¼ + ¼ + 1) ÷ (2 + 50) over two outputs, each around its own mean."""
    outputs = np.array([[1.5, 10.0], [2.0, 15.5], [3.0, 21.0]])
    targets = np.array([[1.0, 10.0], [2.0, 15.0], [3.0, 20.0]])
    assert r_squared(squared_error(outputs, targets), targets) == pytest.approx(1 - 1.5 / 52)


def test_r_squared_of_targets_that_do_not_vary_is_nan() -> None:
    """Protects against a division by zero."""
    assert isnan(r_squared(2.0, np.ones((2, 1))))


def test_class_numbers_of_two_bytes_do_not_overflow() -> None:
    """Protects the matrix of many classes, where places go beyond what a class number holds."""
    classes = np.array([0, 299, 299], np.uint16)
    matrix = confusion_matrix(np.array([1, 299, 0]), classes, 300)
    assert (matrix[0, 1], matrix[299, 299], matrix[299, 0], matrix.sum()) == (1, 1, 1, 3)
