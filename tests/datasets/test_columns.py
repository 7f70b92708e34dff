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
        f'data.csv, line 20, column "width": "{word}" is not a number in a column of numbers '
        "(correct it, or take the line out)"
    )


def test_as_words() -> None:
    """Whoever says that a column holds classes may mix words and numbers in it."""
    assert read(*["1"] * 9, "other", as_words=True).words == ("1", "other")


@pytest.mark.parametrize("text", ["1,5", "12,345,678"])
def test_comma_in_a_number(text: str) -> None:
    """Numbers with commas are neither guessed at nor taken for words."""
    assert refusal(text, "2") == (
        f'data.csv, line 2, column "width": "{text}" is not a number with its comma '
        "(write decimals with a point, thousands without a mark)"
    )


@pytest.mark.parametrize("text", ["inf", "-Infinity", "1e999", "3.5e38"])
def test_beyond_numbers(text: str) -> None:
    """An infinity, or what would become one in 32 bits, never reaches a network."""
    assert refusal("1", text) == (
        f'data.csv, line 3, column "width": "{text}" is infinite or beyond 32-bit numbers, 3.4e38 '
        "(correct it, or take the line out)"
    )
