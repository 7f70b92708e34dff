"""Foreign text never reaches a terminal as it came."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.renderables.text import cell_width, cut, narrow, visible


@pytest.mark.parametrize("text", ["setosa", "Größe 3 µm", "日本語", "naïve", "e\u0301", ""])
def test_ordinary_text_stays(text: str) -> None:
    """Names in any language are shown as they are."""
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\nb\tc\r", "a␊b␉c␍"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m", "�31m"),
        ("a\u202eb\u2066c", "a�b�c"),
        ("a\u200bb\ufeff", "a�b�"),
        ("a\u2028b\u2029", "a�b�"),
        ("\ud800", "�"),
        ("❤\ufe0f", "❤�"),
    ],
)
def test_what_acts_or_hides_is_shown(text: str, expected: str) -> None:
    """Escapes, controls, bidirectional and invisible characters become signs that are seen."""
    assert visible(text) == expected


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_unseen_is_left(text: str) -> None:
    """Whatever comes, no character of the result is a control or a format character."""
    left = {unicodedata.category(char) for char in visible(text)}
    assert left.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("▀⣿", 2)])
def test_widths_are_in_cells(text: str, width: int) -> None:
    """Wide characters fill two cells, combining ones none."""
    assert cell_width(text) == width


@pytest.mark.parametrize(
    ("width", "expected"), [(6, "日本語"), (5, "日本…"), (4, "日…"), (3, "日…"), (1, "…"), (0, "")]
)
def test_cut_counts_cells(width: int, expected: str) -> None:
    """A wide character is never cut in two."""
    assert cut("日本語", width) == expected


@given(st.text(), st.integers(0, 20))
def test_cut_fits(text: str, width: int) -> None:
    """Whatever the text, it fits, and loses nothing that had room."""
    shown = visible(text)
    short = cut(shown, width)
    assert cell_width(short) <= width
    assert (short == shown) == (cell_width(shown) <= width)


@given(st.text())
def test_narrow_text_has_a_cell_for_each_character(text: str) -> None:
    """Labels inside a chart can be counted by characters."""
    assert cell_width(narrow(text)) == len(text)
