"""Tests of columns, their names and places."""

from __future__ import annotations

import pytest

from nntui_datasets.csv_source import parse
from nntui_datasets.errors import DatasetError
from nntui_datasets.grid import Grid, make_grid


def grid(text: str, header: bool = True) -> Grid:
    return make_grid(parse(text, "data.csv"), "data.csv", header=header)


def test_columns_are_stripped() -> None:
    """Spaces around separators belong to no value."""
    assert [list(column) for column in grid(" a , b\n 1, x y \n").columns] == [["1"], ["x y"]]


def test_place_with_names() -> None:
    """A cell is found by its line in the file and the name of its column."""
    assert grid("a,b\n\n1,2\n").place(0, 1) == 'data.csv, line 3, column "b"'


def test_place_without_names() -> None:
    """Columns without names are numbered from 1."""
    assert grid("1,2\n3,4\n", header=False).place(1, 0) == "data.csv, line 2, column 1"


def test_a_name_is_missing() -> None:
    """A column without a name is called by its number, as all are where the file gives no names."""
    assert grid("a,,c\n1,2,3\n").names == ("a", "column 2", "c")


def test_names_are_visible() -> None:
    """A header cannot steer a terminal."""
    assert grid("a\x1b[2J,b\u202e\n1,2\n").names == ("a␛[2J", "b�")


@pytest.mark.parametrize(
    ("wanted", "expected"), [("b", 1), (" b ", 1), ("2", 0), ("3", 2), (3, 2), (1, 0), ("c\x1b", 2)]
)
def test_find(wanted: str | int, expected: int) -> None:
    """A name is looked for first, then a number from 1."""
    assert grid("2,b,c\x1b\nx,y,z\n").find(wanted) == expected


@pytest.mark.parametrize(
    ("text", "header", "wanted", "expected"),
    [
        ("a,b\n1,2\n", True, "c", 'data.csv has no column "c"; its columns are "a", "b"'),
        ("a,b\n1,2\n", True, 0, 'data.csv has no column 0; its columns are "a", "b"'),
        ("a,b\n1,2\n", True, -1, 'data.csv has no column -1; its columns are "a", "b"'),
        (
            "a,b,c,d,e,f,g,h,i,j\n1,2,3,4,5,6,7,8,9,10\n",
            True,
            "9" * 5000,
            'data.csv has no column "' + "9" * 39 + '…"; its columns are '
            '"a", "b", "c", "d", "e", "f", "g", "h" and 2 more',
        ),
        (
            "1,2\n",
            False,
            "a",
            'data.csv has no column "a"; its columns have no names: use a number from 1 to 2',
        ),
    ],
)
def test_unknown_column(text: str, header: bool, wanted: str | int, expected: str) -> None:
    """Who names a column that is not there learns which are."""
    with pytest.raises(DatasetError) as caught:
        grid(text, header).find(wanted)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\na,b,a\n1,2,3\n", 'data.csv, line 2, column 3: the name "a" is column 1\'s too (rename one)'),
        ("a,b\n", "data.csv, line 2, column 1: no row follows the names (add rows to learn from)"),
    ],
)
def test_bad_header(text: str, expected: str) -> None:
    """Names differ, and stand above rows."""
    with pytest.raises(DatasetError) as caught:
        grid(text)
    assert str(caught.value) == expected
