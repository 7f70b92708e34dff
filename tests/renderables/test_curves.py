"""Curves laid on dot columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.reduction.curve import Curve
from nntui.renderables.curves import bridged, on_dots, on_even_columns, peaks

NAN = float("nan")


def curve(width: int, *columns: tuple[float, float, float]) -> Curve:
    low, high, mean = np.array(columns, np.float32).reshape(-1, 3).T
    return Curve(width, low, high, mean)


def test_a_column_is_a_dot_where_they_match() -> None:
    """What the host reduced for this size is drawn as it is."""
    dots = on_dots(curve(10, (1, 3, 2), (4, 6, 5)), 40, 4)
    assert np.array_equal(dots, [[1, 4, NAN, NAN], [3, 6, NAN, NAN], [2, 5, NAN, NAN]], equal_nan=True)


def test_columns_on_one_dot_merge() -> None:
    """A narrower chart keeps the extremes."""
    dots = on_dots(curve(1, (1, 3, 2), (0, 9, 4), (5, 5, 5), (7, 8, 7)), 4, 2)
    assert np.array_equal(dots, [[0, 5], [9, 8], [3, 6]])


def test_columns_spread_over_more_dots() -> None:
    """A wider chart leaves gaps, to be bridged."""
    dots = on_dots(curve(2, (1, 1, 1), (2, 2, 2)), 4, 6)
    assert np.array_equal(dots.mean, [NAN, 1, NAN, NAN, 2, NAN], equal_nan=True)


def test_what_lies_beyond_the_limit_is_left_out() -> None:
    """A curve that is longer than the axis ends with it."""
    assert on_dots(curve(1, *[(1, 1, 1)] * 5), 3, 3).mean.tolist() == [1, 1, 1]


def test_a_spike_without_a_mean_does_not_spoil_its_neighbour() -> None:
    """The mean of merged columns is of those that have one."""
    dots = on_dots(curve(1, (NAN, np.inf, NAN), (1, 3, 2)), 2, 1)
    assert (dots.low.tolist(), dots.high.tolist(), dots.mean.tolist()) == ([1], [np.inf], [2])


def test_an_empty_curve_is_empty() -> None:
    """Before the first step there is nothing to draw."""
    assert np.isnan(on_dots(curve(1), 10, 4)).all()


@given(
    st.integers(1, 50),
    st.lists(st.floats(width=32, allow_nan=False), min_size=1, max_size=50),
    st.integers(1, 50),
)
def test_no_spike_is_lost(width: int, values: list[float], dots: int) -> None:
    """However many dots there are, the extremes are shown."""
    numbers = np.array(values, np.float32)
    finite = np.where(np.isfinite(numbers), numbers, NAN)
    laid = on_dots(Curve(width, numbers, numbers, finite), width * len(values), dots)
    assert (np.nanmin(laid.low), np.nanmax(laid.high)) == (numbers.min(), numbers.max())


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        ([NAN, 1, NAN, NAN, 4, NAN], [NAN, 1, 2, 3, 4, NAN]),
        ([1, 2], [1, 2]),
        ([NAN, 3, NAN], [NAN, 3, NAN]),
        ([NAN, NAN], [NAN, NAN]),
    ],
)
def test_gaps_between_known_positions_are_bridged(positions: list[float], expected: list[float]) -> None:
    """Sparse validation losses make a line; nothing is made up before the first or behind the last."""
    assert np.array_equal(bridged(np.array(positions)), expected, equal_nan=True)


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        ([1, 3, 2, 2], [NAN, 3, NAN, NAN]),
        ([3, 1, 1, 4], [3, NAN, NAN, 4]),
        ([1, 3, 3, 1], [NAN, 3, NAN, NAN]),
        ([NAN, 3, NAN], [NAN, 3, NAN]),
    ],
)
def test_a_peak_is_higher_than_its_neighbours(positions: list[float], expected: list[float]) -> None:
    """Of equal ones the first; what has no neighbours is one."""
    assert np.array_equal(peaks(np.array(positions, float)), expected, equal_nan=True)


@pytest.mark.parametrize(
    ("positions", "low", "high"),
    [
        ([1, 2, 3, 4], [1, 3], [1, 4]),
        ([1, 5, 3, 3], [1, 3], [5, 3]),
        ([3, 0, 3, 3], [0, 3], [3, 3]),
        ([NAN, 5, NAN, NAN], [5, NAN], [5, NAN]),
        ([2, NAN, 1, NAN], [2, 1], [2, 1]),
    ],
)
def test_even_columns_show_the_peaks_of_all(
    positions: list[float], low: list[float], high: list[float]
) -> None:
    """Of a dotted line no extreme is lost, and no value that stands alone."""
    seen = [values[0::2] for values in on_even_columns(np.array(positions, float))]
    assert np.array_equal(seen, [low, high], equal_nan=True)
