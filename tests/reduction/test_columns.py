"""Columns: any number of steps at a constant cost, and no spike lost."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.reduction.columns import BLOCK, Columns, ColumnsSlice

Steps = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

values = st.floats(width=32, allow_nan=True, allow_infinity=True, allow_subnormal=True)
series = st.lists(st.tuples(st.integers(0, 40), values), min_size=1, max_size=200)


def filled(capacity: int, steps: Steps, numbers: Floats, cuts: list[int]) -> ColumnsSlice:
    columns = Columns(capacity)
    for part in np.split(np.arange(len(steps)), sorted(cuts)):
        columns.add(steps[part], numbers[part])
    return columns.snapshot()


def unpacked(pairs: list[tuple[int, float]]) -> tuple[Steps, Floats]:
    """Steps with gaps, and their values."""
    gaps, numbers = zip(*pairs, strict=True)
    return np.cumsum(gaps, dtype=np.int64), np.array(numbers, np.float32)


def bits(cut: ColumnsSlice) -> tuple[int, int, bytes, bytes, bytes]:
    return cut.width, cut.first, cut.low.tobytes(), cut.high.tobytes(), cut.mean.tobytes()


def test_a_column_a_step_while_they_fit() -> None:
    """The first steps are shown one by one."""
    cut = filled(4, np.arange(3), np.array([3, 1, 2], np.float32), [])
    assert (cut.width, cut.low.tolist(), cut.high.tolist()) == (1, [3, 1, 2], [3, 1, 2])


def test_neighbours_merge_when_there_is_no_room() -> None:
    """A step beyond the last column doubles the width."""
    cut = filled(4, np.arange(5), np.array([3, 1, 2, 6, 5], np.float32), [])
    assert cut.width == 2
    assert (cut.low.tolist(), cut.high.tolist(), cut.mean.tolist()) == ([1, 2, 5], [3, 6, 5], [2, 4, 5])


def test_an_odd_number_of_columns_merges_too() -> None:
    """The last of an odd number of columns has no partner and is kept."""
    cut = filled(3, np.arange(4), np.array([3, 1, 2, 6], np.float32), [])
    assert (cut.width, cut.low.tolist(), cut.high.tolist()) == (2, [1, 2], [3, 6])


def test_a_leap_doubles_more_than_once() -> None:
    """A far step needs no steps before it; the columns between are empty."""
    cut = filled(2, np.array([0, 9]), np.array([1, 2], np.float32), [])
    assert (cut.width, cut.low.tolist()) == (8, [1, 2])


def test_columns_without_a_value_are_nan() -> None:
    """A gap is told apart from a zero."""
    cut = filled(8, np.array([0, 3]), np.array([1, 2], np.float32), [])
    assert np.isnan([cut.low, cut.high, cut.mean]).tolist() == [[False, True, True, False]] * 3


def test_a_snapshot_holds_the_columns_asked_for() -> None:
    """A viewer that has the first columns is sent the rest."""
    columns = Columns(8)
    columns.add(np.arange(5), np.arange(5, dtype=np.float32))
    cut = columns.snapshot(3)
    assert (cut.first, cut.mean.tolist()) == (3, [3, 4])


def test_a_snapshot_beyond_the_newest_column_is_empty() -> None:
    """Asking for columns that are not there yet is no mistake."""
    cut = Columns(8).snapshot(3)
    assert (cut.first, cut.mean.tolist()) == (3, [])


def test_a_snapshot_stays_what_it_was() -> None:
    """What comes later does not change what was handed out."""
    columns = Columns(2)
    columns.add(np.array([0]), np.array([1], np.float32))
    cut = columns.snapshot()
    columns.add(np.array([0, 1]), np.array([-7, 9], np.float32))
    assert (cut.low.tolist(), cut.high.tolist(), cut.mean.tolist()) == ([1], [1], [1])


def test_the_mean_is_of_the_finite_values() -> None:
    """A spike without a number does not hide where the curve is."""
    cut = filled(1, np.arange(4), np.array([1, np.inf, np.nan, 3], np.float32), [])
    assert (cut.low.tolist(), cut.high.tolist(), cut.mean.tolist()) == ([1], [np.inf], [2])


def test_a_nan_counts_as_a_spike() -> None:
    """A column of NaN alone is not an empty one."""
    cut = filled(2, np.array([0]), np.array([np.nan], np.float32), [])
    assert cut.high.tolist() == [np.inf]


def test_no_columns_are_refused() -> None:
    """A width that could never suffice is an error and not an endless loop."""
    with pytest.raises(ValueError, match="at least one column"):
        Columns(0)


@given(series, st.integers(1, 33), st.lists(st.integers(0, 200), max_size=8))
def test_the_columns_do_not_depend_on_how_the_series_is_cut(
    pairs: list[tuple[int, float]], capacity: int, cuts: list[int]
) -> None:
    """Fed step by step or rebuilt in one go, the curve is the same to the bit."""
    steps, numbers = unpacked(pairs)
    inside = [cut for cut in cuts if cut < len(steps)]
    assert bits(filled(capacity, steps, numbers, inside)) == bits(filled(capacity, steps, numbers, []))


def test_the_columns_do_not_depend_on_the_block_size() -> None:
    """A series longer than what is worked on at a time is no exception."""
    steps = np.arange(2 * BLOCK + 77)
    numbers = np.random.default_rng(0).random(len(steps), dtype=np.float32)
    assert bits(filled(121, steps, numbers, [1000, BLOCK + 5])) == bits(filled(121, steps, numbers, []))


@given(series, st.integers(1, 33))
def test_no_spike_is_lost(pairs: list[tuple[int, float]], capacity: int) -> None:
    """The extremes of the columns are those of the series."""
    steps, numbers = unpacked(pairs)
    cut = filled(capacity, steps, numbers, [])
    seen = np.where(np.isnan(numbers), np.inf, numbers)
    assert (np.nanmin(cut.low), np.nanmax(cut.high)) == (seen.min(), seen.max())


@given(series, st.integers(1, 33))
def test_every_value_lies_in_its_column(pairs: list[tuple[int, float]], capacity: int) -> None:
    """A column's low and high are those of the steps it stands for."""
    steps, numbers = unpacked(pairs)
    cut = filled(capacity, steps, numbers, [])
    seen = np.where(np.isnan(numbers), np.float32(np.inf), numbers)
    expected = [(seen[steps // cut.width == c].min(), c) for c in np.unique(steps // cut.width)]
    assert [(low, c) for c, low in enumerate(cut.low) if not np.isnan(low)] == expected
