"""E1: ragged CSV, open quote, NUL, BOM, mixed ends, empty, header only, 10,000 columns: the place is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.refusals import Refusals

ROWS = "".join(f"{row}.5,{row * row},{'ab'[row % 2]}\n" for row in range(20))
AS_MANY = "(every line needs as many)"
GOOD = "x,y,kind\n" + ROWS


@pytest.fixture
def file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refusals:
    """Files, and what nntui says about them."""
    return Refusals(tmp_path, capsys)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            GOOD + "1,2\n",
            "data.csv, line 22, column 3: this line has 2 cells where line 1 has 3 " + AS_MANY,
        ),
        (
            GOOD + "1,2,a,b\n",
            "data.csv, line 22, column 4: this line has 4 cells where line 1 has 3 " + AS_MANY,
        ),
        (
            GOOD + '1,2,"a\n',
            "data.csv, line 22, column 3: a quote opens here and is not closed where the cell ends "
            "(close it; double a quote that belongs to the text)",
        ),
        (
            GOOD + '1,"2" 3,a\n',
            "data.csv, line 22, column 2: a quote opens here and is not closed where the cell ends "
            "(close it; double a quote that belongs to the text)",
        ),
        (
            GOOD + "1,\0,a\n",
            "data.csv, line 22, column 2: a NUL byte is not text (save the file as UTF-8 text)",
        ),
        (
            GOOD.encode() + b"1,2,\xe4\n",
            "data.csv, line 22, byte 5: 0xe4 is not UTF-8 text (save the file as UTF-8)",
        ),
        (
            GOOD + "1,wide,a\n",
            'data.csv, line 22, column "y": "wide" is not a number in a column of numbers '
            "(correct it, leave the cell empty, or take the line out)",
        ),
        ("", "data.csv, line 1, column 1: the file is empty (it needs rows to learn from)"),
        ("\ufeff\r\n\r\n", "data.csv, line 1, column 1: the file is empty (it needs rows to learn from)"),
        ("x,y,kind\n", "data.csv, line 2, column 1: no row follows the names (add rows to learn from)"),
        (
            "1," * 10_001 + "a\n" + "2," * 10_001 + "b\n",
            "data.csv, line 1, column 10001: the table has more than 10,000 inputs from here on "
            "(leave columns out with --ignore)",
        ),
    ],
    ids=lambda value: value[-40:] if isinstance(value, str) else "bytes",
)
def test_what_where_and_how_to_mend_it(file: Refusals, content: str | bytes, expected: str) -> None:
    """A table that cannot be taken is refused where it is wrong, counted as an editor counts."""
    assert file.told(content) == expected


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_marks_and_line_ends_are_no_fault(file: Refusals, ends: str) -> None:
    """A byte order mark and other systems' line ends are read past."""
    assert file.accepted("\ufeff" + GOOD.replace("\n", ends)) == file.accepted(GOOD)


def test_mixed_line_ends(file: Refusals) -> None:
    """Lines are counted right where their ends differ."""
    mixed = "\ufeffx,y,kind\r\n1,2,a\r3,4,b\n\r\n5,6\r\n"
    expected = "data.csv, line 5, column 3: this line has 2 cells where line 1 has 3 " + AS_MANY
    assert file.told(mixed) == expected


def test_lines_inside_of_quotes(file: Refusals) -> None:
    """A row is told by the line on which it starts, also behind cells of several lines."""
    expected = "data.csv, line 5, column 2: this line has 1 cell where line 1 has 2 " + AS_MANY
    assert file.told('"a\nb",c\n"1\n2",3\n4\n') == expected


def test_ten_thousand_columns(file: Refusals) -> None:
    """The widest table that is taken is taken."""
    assert "outputs = 2\n" in file.accepted("1," * 10_000 + "a\n" + "2," * 10_000 + "b\n")


def test_a_text_among_tables(file: Refusals) -> None:
    """A .txt that is a table is one; as a text it has to be text all through."""
    assert 'task = "regression"' in file.accepted("1\t2.5\n3\t4\n", name="data.txt")
    expected = "data.txt, line 2, column 3: a NUL byte is not text (save the file as UTF-8 text)"
    assert file.told("So it goes,\nso\0it goes.\n", name="data.txt") == expected
