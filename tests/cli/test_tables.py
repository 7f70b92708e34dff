"""Tables on a terminal."""

from __future__ import annotations

import pytest

from nntui.cli.tables import Column, table
from nntui.renderables.text import cell_width

COLUMNS = (Column("name", 3), Column("step", 2, right=True), Column("note", 1))
ROWS = [("digits-1", "7", "x"), ("a", "1,234", "")]


def test_columns_stand_below_each_other() -> None:
    """Text begins where its title does, and numbers end there."""
    assert table(COLUMNS, ROWS, 80) == ["name       step  note", "digits-1      7  x", "a         1,234"]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (21, "digits-1      7  x"),
        (20, "digits-1      7"),
        (15, "digits-1      7"),
        (14, "digits-1"),
        (5, "digi…"),
        (1, "…"),
    ],
)
def test_a_narrow_terminal(width: int, expected: str) -> None:
    """Where there is no room the least important column goes first, and the most important is cut."""
    assert table(COLUMNS, ROWS, width)[1] == expected


@pytest.mark.parametrize("text", ["日本語", "e\u0301", "\x1b[31m", "a\tb", "\u202eabc", "a\nb"])
def test_foreign_text(text: str) -> None:
    """Whatever a name consists of: nothing acts on the terminal, and what stands behind it stays in place."""
    columns = (Column("name", 1), Column("state", 2))
    short, long = table(columns, [(text, "here"), ("0123456789", "here")], 80)[1:]
    assert short.isprintable()
    assert cell_width(short.removesuffix("here")) == cell_width(long.removesuffix("here"))


def test_no_rows() -> None:
    """The titles alone are a table as well."""
    assert table(COLUMNS, [], 80) == ["name  step  note"]
