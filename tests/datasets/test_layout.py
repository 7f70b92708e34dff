"""Tests of how the lines of a table are laid out."""

from __future__ import annotations

import pytest

from nntui_datasets.csv_source import parse
from nntui_datasets.layout import cells_in_lines, lay_out


def rows(text: str) -> list[list[str]]:
    cells = parse(text, "data.csv")
    return [list(cells.cells[at : at + cells.width]) for at in range(0, len(cells.cells), cells.width)]


@pytest.mark.parametrize("separator", ["\t", ";", "|", ",", " "])
def test_a_separator_that_is_stated(separator: str) -> None:
    """The first line that a spreadsheet writes for itself is obeyed, and is no row."""
    text = f"sep={separator}\na{separator}b\n1{separator}2\n"
    assert rows(text) == [["a", "b"], ["1", "2"]]
    assert list(parse(text, "data.csv").lines) == [2, 3]


def test_what_is_stated_goes_before_what_is_seen() -> None:
    """Two columns of decimal commas are two columns."""
    assert rows("sep=;\n1,5;a\n2,5;b\n") == [["1,5", "a"], ["2,5", "b"]]


def test_comments_at_the_head() -> None:
    """What somebody wrote above a table is no row, and lines keep their numbers."""
    cells = parse("# by hand, in May\n\n#\na,b\n1,2\n", "data.csv")
    assert (list(cells.lines), cells.notes) == ([4, 5], ("left out 2 lines of comments at the head",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("#a b\n1.0 2.0\n", [["a", "b"], ["1.0", "2.0"]]),
        ("# made by x\n# a;b\n1;2\n", [["a", "b"], ["1", "2"]]),
        ("# a;b;c\n1;2\n", [["1", "2"]]),
        ("# a,b\n1;2\n", [["1", "2"]]),
    ],
)
def test_names_in_a_comment(text: str, expected: list[list[str]]) -> None:
    """NumPy writes the names of columns behind a #: they are names where there is one for each column."""
    assert [[cell.strip() for cell in row] for row in rows(text)] == expected


def test_nothing_but_comments() -> None:
    """A file of comments alone has no rows."""
    assert lay_out("# a\n# b").text == "\n"


def test_spaces() -> None:
    """Columns aligned by spaces are columns, whatever stands before and behind them."""
    text = "  1.5    2  a \n 10.5   20  b\n"
    assert rows(text) == [["1.5", "2", "a"], ["10.5", "20", "b"]]
    assert lay_out(text).notes == ("cells are separated by spaces",)


def test_words_are_no_cells() -> None:
    """Spaces inside the cells of a table, or of a single column, separate nothing."""
    assert rows("a b,c d\ne f,g h\n") == [["a b", "c d"], ["e f", "g h"]]
    assert rows("one word\nnot two words\n") == [["one word"], ["not two words"]]


@pytest.mark.parametrize("text", ["a,b\n1,2,\n3,4,\n", "a;b\n1;2;\n3;4;\n"])
def test_a_separator_at_every_end(text: str) -> None:
    """A separator behind the last cell of all lines but that of the names makes no column."""
    cells = parse(text, "data.csv")
    assert (cells.width, list(cells.cells)) == (2, ["a", "b", "1", "2", "3", "4"])
    assert cells.notes[-1] == "left out an empty column behind the last separator"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n\n1,2,3\n", [2, 3]),
        ('"a,b",c\n1,"x\ny"\n', [2, 2]),
        ("# a\n1\t2\n", [2]),
        ("", []),
        ("words alone\n", [1]),
        ("two words\nand two\n", [1, 1]),
        ("two 2\nand 3\n", [2, 2]),
    ],
)
def test_cells_in_lines(text: str, expected: list[int]) -> None:
    """A look at the first lines counts as reading the table would."""
    assert cells_in_lines(text) == expected


def test_only_the_first_lines_are_looked_at() -> None:
    """A long file is looked at in no time."""
    assert len(cells_in_lines("1,2\n" * 5000)) == 100
