"""Tests of what one cell may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_datasets.cell import is_missing, is_number, mostly_numbers


@pytest.mark.parametrize("text", ["", "?", "-", "NA", "N/A", "n/a", "nan", "NaN", "null", "None", "-NAN"])
def test_usual_marks_are_missing(text: str) -> None:
    """Every mark in use for "not known" is understood."""
    assert is_missing(text)


@pytest.mark.parametrize("text", ["0", "--", "none of these", "Nan Goldin", "Na", "a"])
def test_values_are_not_missing(text: str) -> None:
    """A value that merely looks like a mark is kept."""
    assert not is_missing(text)


@pytest.mark.parametrize("text", ["0", "-1.5", "+.5", "5.", "1e-3", "1E+10", "inf", "-Infinity", "NaN"])
def test_numbers(text: str) -> None:
    """Every common way to write a number is one."""
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "1_000", "1,5", "0x10", "١٢", "1e", "e5", ".", "1 2", "12a", "--1"])
def test_words(text: str) -> None:
    """What Python or a person might read as a number, and a column must not, is none."""
    assert not is_number(text)


@given(st.floats())
def test_every_float_python_writes_is_a_number(value: float) -> None:
    """Files written by Python are read back."""
    assert is_number(repr(value))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1"] * 9 + ["a"], True),
        (["1"] * 8 + ["a"], False),
        (["1"] * 9 + ["a", "?", ""], True),
        (["?"], False),
        ([], False),
    ],
)
def test_nine_in_ten_make_numbers(texts: list[str], expected: bool) -> None:
    """The limit is nine in ten of the values, missing ones left aside."""
    assert mostly_numbers(texts) is expected
