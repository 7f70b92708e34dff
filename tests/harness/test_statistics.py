"""Percentiles and quartiles."""

from __future__ import annotations

import pytest

from benchmarks.harness.statistics import median, percentile, quartiles


@pytest.mark.parametrize(
    ("percent", "expected"), [(1, 15), (5, 15), (30, 20), (40, 20), (50, 35), (99, 50), (100, 50)]
)
def test_a_percentile_is_by_nearest_rank(percent: int, expected: float) -> None:
    """Five values, their percentiles worked out by hand."""
    assert percentile([35, 15, 50, 20, 40], percent) == expected


def test_ranks_are_whole_numbers() -> None:
    """Rounding in floating point moves no rank: the 7th percentile of 100 values is the 7th."""
    assert percentile(range(1, 101), 7) == 7


def test_few_values_make_the_99th_their_maximum() -> None:
    """The slowest key is not smoothed away."""
    assert percentile([1.0] * 59 + [80.0], 99) == 80.0


def test_values_keep_their_order() -> None:
    """The caller's list is not sorted behind its back."""
    values = [3.0, 1.0, 2.0]
    percentile(values, 50)
    assert values == [3.0, 1.0, 2.0]


def test_quartiles_are_values_that_were_measured() -> None:
    """A quarter and three quarters of eight values."""
    assert quartiles([8, 1, 7, 2, 6, 3, 5, 4]) == (2, 6)


def test_the_median_of_two_lies_between() -> None:
    """Of two values neither is favoured."""
    assert median([1.0, 2.0]) == 1.5


def test_no_values_have_no_percentile() -> None:
    """An empty measurement is an error, not a zero."""
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


@pytest.mark.parametrize("percent", [0, 101])
def test_a_percentage_is_within_its_range(percent: int) -> None:
    """A share that cannot be is refused, not clipped."""
    with pytest.raises(ValueError, match="from 1 to 100"):
        percentile([1.0], percent)
