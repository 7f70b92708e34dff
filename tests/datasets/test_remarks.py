"""Tests of what is said about columns that nobody meant, or that teach nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nntui_datasets.table import Table, read_table

Write = Callable[[str | bytes], Path]
INDEX = "left out the first column, which has no name and counts the rows"


def lines(*columns: object) -> str:
    """A line for each number from 0 to 11; a column is a function of it, or the same in all."""
    return "".join(
        ",".join(str(column(row) if callable(column) else column) for column in columns) + "\n"
        for row in range(12)
    )


def half(row: int) -> float:
    return row * row / 2


def kind(row: int) -> str:
    return "ab"[row % 2]


def notes(table: Table) -> list[str]:
    return [note for note in table.notes if "header" not in note and "target" not in note]


@pytest.mark.parametrize("first", [0, 1])
def test_an_index(write: Write, first: int) -> None:
    """What pandas writes before every row is no input: it would be learnt by heart."""
    table = read_table(write(",x,kind\n" + lines(lambda row: row + first, half, kind)))
    assert (table.dataset.feature_names, notes(table)) == (("x",), [INDEX])


def test_a_column_without_a_name_that_does_not_count(write: Write) -> None:
    """Only what counts the rows is an index."""
    table = read_table(write(",x,kind\n" + lines(lambda row: 2 * row, half, kind)))
    assert (table.dataset.feature_names, notes(table)) == (("column 1", "x"), [])


def test_an_index_as_target(write: Write) -> None:
    """Somebody who asks for it is refused, not given another column."""
    path = write(",x,kind\n" + lines(lambda row: row, half, kind))
    with pytest.raises(ValueError, match="is the target and cannot be ignored too"):
        read_table(path, target=1)


def test_separators_at_all_ends(write: Write) -> None:
    """An empty column behind the last separator is neither an input nor the target."""
    table = read_table(write("x,kind,\n" + lines(half, kind, "")))
    assert table.dataset.class_names == ("a", "b")
    assert notes(table) == ["left out the last column, in which there is nothing at all"]


def test_an_empty_column_with_a_name(write: Write) -> None:
    """A column that somebody named is missing its values, which is told."""
    with pytest.raises(ValueError, match="no line has a value in this column"):
        read_table(write("x,kind,y\n" + lines(half, kind, "")))


def test_a_column_that_counts(write: Write) -> None:
    """An identifier may look like a quantity; it stays an input, and the doubt is told."""
    table = read_table(write("id,x,kind\n" + lines(lambda row: row + 1, half, kind)))
    assert table.dataset.feature_names == ("id", "x")
    assert notes(table) == [
        'column "id" rises by 1 from row to row: if it only counts the rows, leave it out with --ignore 1'
    ]


def test_a_column_that_never_changes(write: Write) -> None:
    """A constant is harmless, and worth a word."""
    table = read_table(write("x,unit,kind\n" + lines(half, 7, kind)))
    assert notes(table) == ['column "unit" is the same in every row, which teaches nothing']


@pytest.mark.parametrize(("start", "told"), [(1_700_000_000, True), (1_000, False)])
def test_numbers_that_are_nearly_the_same(write: Write, start: int, told: bool) -> None:
    """Seconds since 1970 become one number or two where a run takes a minute, and nobody would know why."""
    table = read_table(write("t,kind\n" + lines(lambda row: start + 5 * row, kind)))
    note = 'column "t" differs by little more than 32-bit numbers can tell: subtract one of them from all'
    assert notes(table) == ([note] if told else [])


def test_gaps_in_a_column_that_never_changes(write: Write) -> None:
    """What is missing is no difference."""
    table = read_table(write("x,u,kind\n" + lines(half, 0.1, kind) + "3.5,,a\n"), missing="mean")
    assert not any("32-bit" in note for note in notes(table))


def test_how_columns_were_read(write: Write) -> None:
    """Inputs and targets that are read in another manner than they are written say so."""
    table = read_table(write("share,price\n" + lines(lambda row: f"{row * row} %", lambda row: f"${row**3}")))
    assert notes(table) == [
        'column "share" is read without its % signs',
        'column "price" is read without its $ signs',
    ]


def test_nothing_to_say(write: Write) -> None:
    """A table as it should be has no remarks."""
    assert notes(read_table(write("x,kind\n" + lines(half, kind)))) == []
