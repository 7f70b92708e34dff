"""Tests of typing a column."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_datasets.columns import Column, read_column
from nntui_datasets.errors import DatasetError
from nntui_datasets.grid import Grid


def read(*texts: str, as_words: bool = False) -> Column:
    return read_column(Grid("data.csv", ("width",), range(2, 100), [texts]), 0, as_words=as_words)


def refusal(*texts: str) -> str:
    with pytest.raises(DatasetError) as caught:
        read(*texts)
    return str(caught.value)


def test_numbers() -> None:
    """Numbers are read as Python reads them."""
    np.testing.assert_array_equal(read("1", "-2.5", "1e3").values, [1, -2.5, 1000])


@pytest.mark.parametrize("mark", ["", "?", "n/a", "nan", "-NaN"])
def test_gaps_among_numbers(mark: str) -> None:
    """A missing number is NaN, never a value."""
    assert read("1", mark, "3").missing.tolist() == [False, True, False]


def test_words() -> None:
    """Words are numbered in the order of the alphabet, a missing one is NaN."""
    column = read("red", "blue", "?", "red")
    assert column.words == ("blue", "red")
    np.testing.assert_array_equal(column.values, [1, 0, np.nan, 1])


def test_words_are_visible() -> None:
    """A value that becomes a name cannot steer a terminal."""
    assert read("\x1b[2J", "b").words == ("b", "␛[2J")


def test_a_column_of_gaps_is_one_of_numbers() -> None:
    """Nothing but marks makes no words."""
    assert read("?", "").words is None


def test_dropped_rows_take_their_words_along() -> None:
    """A word that no row has any more is no class and no input."""
    column = read("c", "a", "b", "c").rows(np.array([True, False, True, True]))
    assert (column.words, column.values.tolist()) == (("b", "c"), [1, 0, 1])


@pytest.mark.parametrize("word", ["wide", "1_000", "٣", "0x1F"])
def test_word_among_numbers(word: str) -> None:
    """One slip among numbers is found, not taken for a column of words."""
    assert refusal(*["1"] * 18, word, "?", "oops") == (
        f'data.csv, line 20, column "width": "{word}" is not a number in a column of numbers, '
        "and 1 more cell is none (correct it, leave the cell empty, or take the line out)"
    )


def test_as_words() -> None:
    """Whoever says that a column holds classes may mix words and numbers in it."""
    assert read(*["1"] * 9, "other", as_words=True).words == ("1", "other")


@pytest.mark.parametrize("texts", [("1,5", "2.5"), ("1,2,3", "2"), ("12,3456", "12,345,678")])
def test_commas_that_make_no_sense(texts: tuple[str, str]) -> None:
    """Numbers with commas are neither guessed at nor taken for words."""
    assert refusal(*texts) == (
        f'data.csv, line 2, column "width": it is not clear what the comma in "{texts[0]}" means '
        "(write decimals with a point, thousands without a mark)"
    )


def test_what_was_taken_off() -> None:
    """A column of numbers with signs is one of numbers, and says what it was read without."""
    column = read("$1,200.50", "", "$ 3")
    np.testing.assert_array_equal(column.values, [1200.5, np.nan, 3])
    assert column.manner == "without its $ signs and thousands commas"


def test_names_that_are_numbers() -> None:
    """Whoever says that a column holds names has its numbers taken for such."""
    grid = Grid("data.csv", ("zip",), range(2, 100), [["8001", "", "10115"]])
    column = read_column(grid, 0, names=True)
    assert column.words == ("10115", "8001")
    np.testing.assert_array_equal(column.values, [1, np.nan, 0])


@pytest.mark.parametrize("text", ["inf", "-Infinity"])
def test_an_infinity_is_missing(text: str) -> None:
    """What is infinite is no value, and what becomes of it is asked as for every gap."""
    np.testing.assert_array_equal(read("1", text, "3").missing, [False, True, False])


@pytest.mark.parametrize("text", ["1e999", "-3.5e38"])
def test_beyond_numbers(text: str) -> None:
    """What would become an infinity in 32 bits never reaches a network."""
    assert refusal("1", text) == (
        f'data.csv, line 3, column "width": "{text}" is beyond 32-bit numbers, 3.4e38 '
        "(correct it, or take the line out)"
    )
