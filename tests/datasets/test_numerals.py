"""Tests of numbers as people write them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_datasets.numerals import days, plain_numerals


def plain(*texts: str, separator: str = ",") -> list[str] | None:
    found = plain_numerals(texts, separator)
    return None if found is None else list(found.texts)


@pytest.mark.parametrize(
    ("texts", "expected", "manner"),
    [
        (("1,5", "2", ""), ["1.5", "2", ""], "decimal commas"),
        (("1.234,5", "0,25"), ["1234.5", "0.25"], "decimal commas"),
        (("1,234", "12,345,678.5", "7.5"), ["1234", "12345678.5", "7.5"], "thousands commas"),
        (("45%", "?", "5.5 %"), ["45", "?", "5.5"], "% signs"),
        (("$1,200.50", "-$3", "$-4"), ["1200.50", "-3", "-4"], "$ signs and thousands commas"),
        (("12,50 €", "3 €"), ["12.50", "3"], "€ signs and decimal commas"),
        (("£.5", "5."), [".5", "5."], "£ signs"),
    ],
)
def test_read(texts: tuple[str, ...], expected: list[str], manner: str) -> None:
    """Numbers with signs and commas are numbers, and how they were read is told."""
    found = plain_numerals(texts, ",")
    assert found is not None
    assert (list(found.texts), found.manner) == (expected, f"without its {manner}")


@pytest.mark.parametrize(
    "texts",
    [
        ("1,5", "2.5"),
        ("1,2,3",),
        ("$5", "5%"),
        ("5", "red"),
        ("+-5",),
        ("1.2.3",),
        ("%",),
        ("٣%",),
        ("", "?"),
        (",",),
        (".",),
    ],
)
def test_not_read(texts: tuple[str, ...]) -> None:
    """What is not clearly a number in one manner of writing is none."""
    assert plain(*texts) is None


def test_a_factor_of_a_thousand_is_not_guessed_at() -> None:
    """1,234 is more than a thousand in a file with commas between cells; elsewhere it may be 1.234."""
    assert plain("1,234", "5,678") == ["1234", "5678"]
    assert plain("1,234", "5,678", separator=";") is None
    assert plain("1,234", "5,67", separator=";") == ["1.234", "5.67"]
    assert plain("1,234,567", separator=";") == ["1234567"]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1))
def test_thousands_come_back(numbers: list[int]) -> None:
    """Whatever Python writes with marks between thousands is read as what it was."""
    texts = [f"{number:,}" for number in numbers]
    assert [int(text) for text in plain(*texts) or ()] == numbers


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_decimal_commas_come_back(numbers: list[float]) -> None:
    """The same for decimal commas in a file that leaves them to numbers."""
    texts = [f"{number:.2f}".replace(".", ",") for number in numbers]
    assert plain(*texts, separator=";") == [text.replace(",", ".") for text in texts]


def test_days() -> None:
    """Dates are numbers that rise from day to day, with a time of day or without."""
    found = days(["1970-01-02", "", "2026-11-29", "2026-11-29 12:00", "1969-12-31T06:00:00"])
    assert found is not None
    assert list(found.texts) == ["1.0", "", "20786.0", "20786.5", "-0.75"]


def test_days_in_other_places() -> None:
    """Programs write where a time is from, and parts of a second: no column of identifiers is made of it."""
    found = days(["2026-11-29T12:00:00Z", "2026-11-29 13:00:00+01:00", "1970-01-01T00:00:43.2"])
    assert found is not None
    assert list(found.texts) == ["20786.5", "20786.5", "0.0005"]


@pytest.mark.parametrize("text", ["29/11/2026", "2026-02-30", "2026-11", "2026-11-29 25:00", "red"])
def test_no_days(text: str) -> None:
    """A date that could be another one, or is none, is not guessed at."""
    assert days(["2026-11-29", text]) is None


def test_what_is_missing_is_no_date() -> None:
    """A column of gaps is none of dates."""
    assert days(["", "?"]) is None


def test_days_agree_with_numpy() -> None:
    """A day is one more than the day before it, over a leap year."""
    dates = np.arange("2023-12-25", "2025-01-05", dtype="datetime64[D]").astype(str)
    found = days(dates.tolist())
    assert found is not None
    np.testing.assert_array_equal(np.diff([float(text) for text in found.texts]), 1)
