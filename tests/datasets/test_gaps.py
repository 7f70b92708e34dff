"""Tests of what becomes of missing values."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_datasets.columns import read_column
from nntui_datasets.errors import DatasetError
from nntui_datasets.gaps import Complete, Missing, close_gaps
from nntui_datasets.grid import Grid


def close(policy: Missing | None, *columns: list[str]) -> Complete:
    """The last of `columns` is the target; the first row is on line 2."""
    grid = Grid("data.csv", tuple("abcdef"[: len(columns)]), range(2, 100), columns)
    read = [read_column(grid, number) for number in range(len(columns))]
    return close_gaps(grid, read[:-1], read[-1:], policy)


def refusal(policy: Missing | None, *columns: list[str]) -> str:
    with pytest.raises(DatasetError) as caught:
        close(policy, *columns)
    return str(caught.value)


@pytest.mark.parametrize("policy", [None, "drop", "mean", "median", "mode", "mark"])
def test_nothing_missing(policy: Missing | None) -> None:
    """Complete columns pass every policy untouched and without a note."""
    complete = close(policy, ["1", "2"], ["3", "4"])
    assert [column.values.tolist() for column in (*complete.inputs, *complete.targets)] == [[1, 2], [3, 4]]
    assert complete.notes == ()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            (["1", "n/a"], ["1", "2"]),
            'data.csv, line 3, column "a": "n/a" is not a number '
            "(use --missing drop, mean, median, mode or mark)",
        ),
        (
            (["1", ""], ["?", "2"]),
            'data.csv, line 2, column "b": "?" is not a number, one of 2 missing values ("a" 1, "b" 1) '
            "(use --missing drop, mean, median, mode or mark)",
        ),
        (
            (["red", "-", "?"], ["1", "2", ""]),
            'data.csv, line 3, column "a": "-" is a missing value, one of 3 missing values ("a" 2, "b" 1) '
            "(use --missing drop, mean, median, mode or mark)",
        ),
        (
            (["red", ""], ["1", "2"]),
            'data.csv, line 3, column "a": the cell is empty '
            "(use --missing drop, mean, median, mode or mark)",
        ),
    ],
)
def test_refused(columns: tuple[list[str], ...], expected: str) -> None:
    """Without a policy the first gap is shown and all are counted."""
    assert refusal(None, *columns) == expected


def test_drop() -> None:
    """Rows with a gap anywhere go, from every column."""
    complete = close("drop", ["1", "?", "3", "4"], ["x", "y", "x", "?"], ["5", "6", "", "8"])
    assert [column.values.tolist() for column in (*complete.inputs, *complete.targets)] == [[1], [0], [5]]
    assert complete.notes == ("dropped 3 rows with missing values",)


def test_mean() -> None:
    """A number becomes the mean of its column."""
    complete = close("mean", ["1", "?", "4"], ["5", "6", "7"])
    assert complete.inputs[0].values.tolist() == [1, 2.5, 4]
    assert complete.notes == ("filled 1 missing value with the mean or most frequent word of the column",)


def test_median() -> None:
    """A number becomes the one in the middle, which an outlier does not move."""
    complete = close("median", ["1", "?", "4", "1000"], ["5", "6", "7", "8"])
    assert complete.inputs[0].values.tolist() == [1, 4, 4, 1000]
    assert complete.notes == ("filled 1 missing value with the median or most frequent word of the column",)


def test_mode() -> None:
    """A number becomes the most frequent of its column, the smallest of those equally frequent."""
    complete = close("mode", ["3", "?", "2", "3", "2"], ["5", "6", "7", "8", "9"])
    assert complete.inputs[0].values.tolist() == [3, 2, 2, 3, 2]
    assert complete.notes == ("filled 1 missing value with the most frequent value of the column",)


def test_marked_numbers() -> None:
    """That a number was missing may tell something: an input beside the mean says so."""
    complete = close("mark", ["1", "?", "4"], ["7", "8", "9"], ["5", "6", "7"])
    assert [column.values.tolist() for column in complete.inputs] == [[1, 2.5, 4], [0, 1, 0], [7, 8, 9]]
    assert [column.asks for column in complete.inputs] == ["", " is missing", ""]
    assert complete.notes == (
        "filled 1 missing value with the mean of the column, and marked where in inputs of their own",
    )


def test_marked_words() -> None:
    """No word is a word of its own, which no row can have written."""
    complete = close("mark", ["red", "?", "blue"], ["5", "6", "7"])
    assert complete.inputs[0].words == ("blue", "red", "?")
    assert complete.inputs[0].values.tolist() == [1, 2, 0]


def test_an_infinity() -> None:
    """What is infinite is counted with what is missing, and called what it is."""
    assert refusal(None, ["1", "-inf", "?"], ["1", "2", "3"]) == (
        'data.csv, line 3, column "a": "-inf" is not finite, one of 2 missing values '
        "(use --missing drop, mean, median, mode or mark)"
    )
    assert close("drop", ["1", "-inf", "?"], ["1", "2", "3"]).inputs[0].values.tolist() == [1]


def test_gaps_in_many_columns() -> None:
    """A few columns are named with their gaps, the others are counted."""
    columns = [["1", "?"]] * 6
    assert '("a" 1, "b" 1, "c" 1, "d" 1, "e" 1 and 1 more column)' in refusal(None, *columns)


def test_most_frequent_word() -> None:
    """A word becomes the most frequent of its column."""
    complete = close("mean", ["red", "?", "blue", "red"], ["5", "6", "7", "8"])
    assert complete.inputs[0].words == ("blue", "red")
    assert complete.inputs[0].values.tolist() == [1, 1, 0, 1]


def test_the_first_of_equally_frequent_words() -> None:
    """A draw goes to the alphabet, so that it is the same draw every time."""
    assert close("mean", ["b", "?", "a"], ["5", "6", "7"]).inputs[0].values.tolist() == [1, 0, 0]


def test_a_missing_target_is_dropped() -> None:
    """A target is never made up; the mean is still that of all rows."""
    complete = close("mean", ["1", "?", "4"], ["5", "6", ""])
    assert complete.inputs[0].values.tolist() == [1, 2.5]
    assert complete.targets[0].values.tolist() == [5, 6]
    assert complete.notes == (
        "filled 1 missing value with the mean or most frequent word of the column",
        "dropped 1 row without a target",
    )


@pytest.mark.parametrize("policy", [None, "drop", "mean", "median", "mode", "mark"])
def test_column_without_values(policy: Missing | None) -> None:
    """A column with nothing in it cannot be filled, and dropping would leave no row."""
    expected = 'data.csv, line 2, column "b": no line has a value in this column (leave it out: --ignore)'
    assert refusal(policy, ["1", "2"], ["", "?"], ["1", "2"]) == expected


def test_every_row_has_a_gap() -> None:
    """Dropping all there is becomes a sentence, not an empty dataset."""
    expected = "data.csv: every row has a missing value (use --missing mean)"
    assert refusal("drop", ["1", "?"], ["", "2"], ["1", "2"]) == expected


def test_columns_are_not_changed() -> None:
    """Filling makes a new column and leaves the one it was given."""
    grid = Grid("data.csv", None, range(1, 4), [["1", "?", "3"], ["1", "2", "3"]])
    column = read_column(grid, 0)
    close_gaps(grid, [column], [read_column(grid, 1)], "mean")
    np.testing.assert_array_equal(column.values, [1, np.nan, 3])
