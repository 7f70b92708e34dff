"""A curve that is put together from parts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nntui.reduction.columns import Columns
from nntui.reduction.curve import Curve, empty_curve

NAN = float("nan")


def curve(width: int, *columns: tuple[float, float, float]) -> Curve:
    low, high, mean = np.array(columns, np.float32).reshape(-1, 3).T
    return Curve(width, low, high, mean)


def parts(found: Curve) -> list[list[float]]:
    return [found.low.tolist(), found.high.tolist(), found.mean.tolist()]


def test_neighbours_merge() -> None:
    """The lowest of two, the highest, and the mean."""
    merged = curve(1, (1, 2, 1.5), (0, 5, 2.5), (3, 3, 3)).widened(2)
    assert (merged.width, parts(merged)) == (2, [[0, 3], [5, 3], [2, 3]])


def test_an_empty_neighbour_counts_for_nothing() -> None:
    """A column that has no values does not hide the one beside it."""
    merged = curve(1, (NAN, NAN, NAN), (0, 5, 2.5)).widened(2)
    assert parts(merged) == [[0], [5], [2.5]]


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=1, max_size=60), st.integers(0, 5))
def test_merged_columns_are_those_of_the_series(values: list[float], doublings: int) -> None:
    """Lowest and highest are what wider columns would have held from the start."""
    steps, numbers = np.arange(len(values)), np.array(values, np.float32)
    narrow, wide = Columns(len(values)), Columns(-(-len(values) // 2**doublings))
    for columns in (narrow, wide):
        columns.add(steps, numbers)
    cut, expected = narrow.snapshot(), wide.snapshot()
    merged = Curve(cut.width, cut.low, cut.high, cut.mean).widened(expected.width)
    assert parts(merged)[:2] == [expected.low.tolist(), expected.high.tolist()]


def test_other_numbers_in_some_columns() -> None:
    """Those that come take the place of those that were there; what is skipped is empty."""
    three = np.array([7, 8], np.float32)
    found = curve(1, (1, 1, 1), (2, 2, 2)).changed(np.array([1, 3]), three, three, three)
    assert np.nan_to_num(found.mean, nan=-1.0).tolist() == [1, 7, -1, 8]


def test_the_curve_before_is_untouched() -> None:
    """Whoever still draws it sees no change."""
    before = curve(1, (1, 1, 1))
    nine = np.array([9], np.float32)
    before.changed(np.array([0]), nine, nine, nine)
    assert parts(before) == [[1], [1], [1]]


def test_no_columns_at_all() -> None:
    """A curve may be empty, and stay so."""
    assert (len(empty_curve(1)), len(empty_curve(1).widened(8))) == (0, 0)
