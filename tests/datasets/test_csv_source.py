"""Tests of taking CSV text apart."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_datasets.csv_source import parse
from nntui_datasets.errors import DatasetError
from nntui_datasets.layout import guess_separator


def rows(text: str) -> list[list[str]]:
    cells = parse(text, "data.csv")
    return [list(cells.cells[at : at + cells.width]) for at in range(0, len(cells.cells), cells.width)]


def refusal(text: str) -> str:
    with pytest.raises(DatasetError) as caught:
        parse(text, "data.csv")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("1,5;2,5\n3,5;4,5\n", ";"),
        ("a\tb, c\n1\t2\n", "\t"),
        ("a|b\n1|2", "|"),
        ('a,b\n"x;y",2\n"z;w",3\n', ","),
        ("a,b\n1,2\n3,4;5\n", ","),
        ("one column\n1\n", ","),
        ("\n" * 200 + "1;2\n", ";"),
        ('"a;b"\n"c;d"\n', ","),
    ],
)
def test_separator(text: str, expected: str) -> None:
    """The separator that fits most lines is taken, and a semicolon before decimal commas."""
    assert guess_separator(text) == expected


def test_only_the_first_lines_decide_on_the_separator() -> None:
    """A separator is found in the same time however long the file is."""
    assert guess_separator("1,2\n" * 100 + "1;2\n" * 1000) == ","


@pytest.mark.parametrize("text", ["a,b\n\n1,2\n   \n3,4", 'a,"b"\n\n1,2\n   \n3,4'])
def test_blank_lines_are_skipped_and_counted(text: str) -> None:
    """Messages name the lines of the file, not of the table, with quotes and without."""
    assert list(parse(text, "data.csv").lines) == [1, 3, 5]


def test_lines_of_cells_with_line_ends() -> None:
    """A row is where it starts, when a quoted cell before it spans lines."""
    assert list(parse('a,b\n"1\n\n1",2\n3,4\n', "data.csv").lines) == [1, 2, 5]


def test_quoted_cells() -> None:
    """Separators, quotes and line ends are kept inside quotes, spaces before a quote are not."""
    assert rows('"a,1", "say ""hi"""\n"x\ny",2\n') == [["a,1", 'say "hi"'], ["x\ny", "2"]]


def test_a_tab_separated_line_of_gaps_is_no_blank_line() -> None:
    """A row whose cells are all missing is still a row."""
    assert rows("a\tb\n\t\n") == [["a", "b"], ["", ""]]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=5)


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=4)
    )
)
def test_what_python_writes_is_read_back(table: list[list[str]]) -> None:
    """Any table the csv module writes comes back cell by cell."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(table)
    assert rows(text.getvalue()) == table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a,b\n1,2\n3\n4,5\n",
            "data.csv, line 3, column 2: this line has 1 cell where line 1 has 2 (every line needs as many)",
        ),
        (
            "\na,b\n1,2\n\n3,4,5\n",
            "data.csv, line 5, column 3: this line has 3 cells where line 2 has 2 (every line needs as many)",
        ),
        (
            'a,"b"\n1,2,3\n',
            "data.csv, line 2, column 3: this line has 3 cells where line 1 has 2 (every line needs as many)",
        ),
    ],
)
def test_ragged_rows(text: str, expected: str) -> None:
    """A short or long row is refused where it first differs, and never padded or cut."""
    assert refusal(text) == expected


@pytest.mark.parametrize("text", ["", "\n", " \n\n", '""\n'])
def test_empty(text: str) -> None:
    """A file without a single cell is empty."""
    expected = "data.csv, line 1, column 1: the file is empty (it needs rows to learn from)"
    assert refusal(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', 3, 2),
        ('"a,b\n1,2\n', 1, 1),
        ('a,b\n"x\ny",2\n3, "4\n', 4, 2),
        ('a,b\n"x"y,2\n', 2, 1),
        ('a,b\n1,"x\n3,"y"\n', 2, 2),
        ('a|b\n1|"x', 2, 2),
    ],
)
def test_open_quote(text: str, line: int, column: int) -> None:
    """A quote that does not close is refused where it opens, wherever that was noticed."""
    assert refusal(text) == (
        f"data.csv, line {line}, column {column}: a quote opens here and is not closed where the cell ends "
        "(close it; double a quote that belongs to the text)"
    )


def test_giant_cell() -> None:
    """A cell too long for the csv module is refused by its line."""
    text = 'a,b\n1,"' + "x" * 200_000 + '"\n'
    assert refusal(text) == "data.csv, line 2: a cell is longer than 131,072 characters (shorten it)"


@pytest.mark.parametrize("text", ["a,b\n1,2\n3,\0\n", 'a,b\n1,2\n"3,5",\0\n'])
def test_nul(text: str) -> None:
    """A NUL byte is refused by line and column."""
    expected = "data.csv, line 3, column 2: a NUL byte is not text (save the file as UTF-8 text)"
    assert refusal(text) == expected
