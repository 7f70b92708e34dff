"""Pooling and quantising of matrices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nntui.reduction.heat import NOT_A_NUMBER, fit_scale, pool, quantise

LEVELS = 21
sizes = st.floats(1e-30, 1e30)


def test_pool_keeps_what_fits() -> None:
    """A small matrix is shown value by value."""
    matrix = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert np.array_equal(pool(matrix, 2, 3), matrix)


def test_pool_averages_blocks_and_a_smaller_rest() -> None:
    """Every cell is the mean of its block, the last ones of what is left."""
    matrix = np.array([[1, 3, 5], [1, 3, 5], [10, 20, 30]], np.float32)
    assert pool(matrix, 2, 2).tolist() == [[2, 5], [15, 30]]


@given(hnp.array_shapes(min_dims=2, max_dims=2, max_side=60), st.integers(1, 30), st.integers(1, 30))
def test_pool_keeps_to_its_limits(shape: tuple[int, int], rows: int, cols: int) -> None:
    """Whatever the shape, the result fits and uses whole factors."""
    factors = (-(-shape[0] // rows), -(-shape[1] // cols))
    expected = (-(-shape[0] // factors[0]), -(-shape[1] // factors[1]))
    pooled = pool(np.zeros(shape, np.float32), rows, cols)
    assert pooled.shape == expected
    assert expected[0] <= rows
    assert expected[1] <= cols


def test_pool_keeps_a_nan_to_its_block() -> None:
    """One bad weight does not spoil its row or its column."""
    matrix = np.ones((4, 4), np.float32)
    matrix[0, 3] = np.nan
    assert np.isnan(pool(matrix, 2, 2)).tolist() == [[False, True], [False, False]]


def test_pool_makes_a_nan_of_both_infinities() -> None:
    """Infinities that cancel raise no warning."""
    matrix = np.array([[np.inf, -np.inf]], np.float32)
    assert np.isnan(pool(matrix, 1, 1)).tolist() == [[True]]


def test_zero_is_the_middle_level() -> None:
    """Zero has a level of its own, and equal sizes lie equally far from it."""
    levels, _ = quantise(np.array([[-0.7, 0.0, 0.7]]), LEVELS, 1.0, None)
    assert levels.tolist() == [[3, 10, 17]]


def test_the_scale_bounds_the_levels() -> None:
    """The values of the scale's ends have the outermost levels."""
    levels, scale = quantise(np.array([[-2.0, 1.0, 2.0]]), LEVELS, 2.0, None)
    assert (levels.tolist(), scale) == ([[0, 15, 20]], 2.0)


def test_nan_has_its_own_level_and_infinities_the_outermost() -> None:
    """What is no number is told apart from any size."""
    levels, scale = quantise(np.array([[np.nan, -np.inf, np.inf, 1.0]]), LEVELS, 1.0, None)
    assert (levels.tolist(), scale) == ([[NOT_A_NUMBER, 0, 20, 20]], 1.0)


@pytest.mark.parametrize(("moved", "expected"), [(0.7, 15), (-0.7, 15), (0.8, 16), (-0.8, 14)])
def test_a_cell_sticks_to_its_level(moved: float, expected: int) -> None:
    """A weight that trembles between two levels does not flicker."""
    before = np.array([[15, 20]], np.int8)
    levels, _ = quantise(np.array([[0.5 + 0.1 * moved, 1.0]]), LEVELS, 1.0, before)
    assert levels[0, 0] == expected


def test_a_nan_is_left_at_once() -> None:
    """A cell that was NaN does not stick."""
    levels, _ = quantise(np.array([[1.0]]), LEVELS, 1.0, np.array([[NOT_A_NUMBER]], np.int8))
    assert levels.tolist() == [[20]]


def test_levels_of_another_matrix_do_not_stick() -> None:
    """A newly chosen layer starts afresh."""
    levels, _ = quantise(np.array([[0.57, 1.0]]), LEVELS, 1.0, np.array([[15]], np.int8))
    assert levels.tolist() == [[16, 20]]


@pytest.mark.parametrize(
    ("largest", "previous", "expected"),
    [(0.41, None, 0.5), (0.61, 1.0, 1.0), (1.0, 1.0, 1.0), (1.01, 1.0, 1.5), (0.59, 1.0, 0.8)],
)
def test_the_scale_is_a_ratchet(largest: float, previous: float | None, expected: float) -> None:
    """It grows when a weight leaves it and shrinks when the weights fill less than 60 % of it."""
    assert fit_scale(np.array([[-largest, 0.0]]), previous) == pytest.approx(expected)


@pytest.mark.parametrize(("previous", "expected"), [(None, 1.0), (0.3, 0.3)])
def test_zeros_and_nans_keep_the_scale(previous: float | None, expected: float) -> None:
    """Weights without a size do not move the scale."""
    assert fit_scale(np.array([[0.0, np.nan]]), previous) == expected


@given(sizes)
def test_a_fitted_scale_holds_and_is_kept(largest: float) -> None:
    """Once fitted, a scale does not change for the same weights."""
    matrix = np.array([[largest]])
    scale = fit_scale(matrix, None)
    assert scale >= largest
    assert fit_scale(matrix, scale) == scale
