"""What is found along the rows of a matrix, held against NumPy's own."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_engine.along_rows import AlongRows
from nntui_engine.arrays import Array


@pytest.fixture
def x() -> Array:
    """A matrix at random, (5, 7)."""
    return np.random.default_rng(0).normal(size=(5, 7))


def test_the_largest_and_the_sum_of_every_row(x: Array) -> None:
    """Protects both, at other numbers too, and their shape that fits the matrix."""
    along = AlongRows(5, 7, np.float64)
    for each in (x, -x):
        assert along.largest(each).tolist() == each.max(axis=1, keepdims=True).tolist()
        np.testing.assert_allclose(along.sums(each), each.sum(axis=1, keepdims=True), rtol=1e-14)


def test_a_matrix_that_lies_otherwise_in_memory(x: Array) -> None:
    """Protects columns taken for rows: what a pooling hands over is turned."""
    assert AlongRows(7, 5, np.float64).largest(x.T).tolist() == x.max(axis=0)[:, None].tolist()


def test_what_is_not_a_number_is_not_lost(x: Array) -> None:
    """Protects the step in which a network diverges: it must show in the loss."""
    x[2, 3] = np.nan
    assert (
        np.isnan(AlongRows(5, 7, np.float64).largest(x)).ravel().tolist()
        == [False] * 2 + [True] + [False] * 2
    )


def test_a_softmax_that_would_overflow() -> None:
    """Protects large numbers, and those that a causal attention rules out."""
    x = np.array([[1000.0, 1000.0, -np.inf], [0.0, -np.inf, -np.inf]])
    assert AlongRows(2, 3, np.float64).softmax(x).tolist() == [[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]


@pytest.mark.parametrize("scale", [1.0, 100.0])
def test_a_softmax_of_what_is_seen(scale: float) -> None:
    """Protects attention: what is not to be seen has no share, however large it is, and takes none away."""
    x = np.random.default_rng(0).normal(size=(3, 4, 5)) * scale
    seen = np.tri(4, 5)
    expected = np.exp(x - np.where(seen, x, -np.inf).max(axis=2, keepdims=True)) * seen
    expected /= expected.sum(axis=2, keepdims=True)
    found = AlongRows(12, 5, np.float64).softmax(x.reshape(12, 5).copy(), seen)
    np.testing.assert_allclose(found, expected.reshape(12, 5), rtol=1e-12)


@pytest.mark.parametrize("low", [-59.0, -61.0, -1000.0])
def test_a_softmax_that_would_vanish(low: float) -> None:
    """Protects rows whose numbers are all far below zero, beside others that are not."""
    x = np.array([[low, low], [0.0, 1.0]], np.float32)
    assert AlongRows(2, 2, np.float32).softmax(x)[0].tolist() == [0.5, 0.5]


def test_a_softmax_of_what_is_not_a_number() -> None:
    """Protects the step in which a network diverges: it must show."""
    x = np.array([[np.nan, 1.0], [0.0, 0.0]])
    found = AlongRows(2, 2, np.float64).softmax(x)
    assert (np.isnan(found[0]).all(), found[1].tolist()) == (True, [0.5, 0.5])
