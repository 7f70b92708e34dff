"""Rows and spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.renderables.rows import HeatStyle, Row, Span, fit, join, plain, row_width

texts = st.text(st.characters(categories=["L", "N", "P", "Mn"]), max_size=12)
rows = st.lists(st.builds(Span, texts, st.sampled_from(["text", "muted", HeatStyle(3, 4)]))).map(tuple)

ROW: Row = (Span("loss ", "muted"), Span("0.0421", "train"))


def test_plain_is_the_text_alone() -> None:
    """Tests and logs read a row as a string."""
    assert plain(ROW) == "loss 0.0421"


def test_rows_compare_by_value() -> None:
    """A widget finds the rows that changed by comparing them, and keeps strips by row."""
    again: Row = (Span("loss ", "muted"), Span("0.0421", "train"))
    assert {ROW: "kept"}[again] == "kept"


def test_fit_pads_in_the_style_asked_for() -> None:
    """A short row fills its width with blanks."""
    assert fit(ROW, 13, "accent") == (*ROW, Span("  ", "accent"))


def test_fit_leaves_a_row_that_fits() -> None:
    """A row of the right width stays the same object."""
    assert fit(ROW, 11) is ROW


@pytest.mark.parametrize(
    ("width", "expected"), [(10, "loss 0.04…"), (6, "loss …"), (5, "loss…"), (1, "…"), (0, "")]
)
def test_fit_cuts_with_an_ellipsis(width: int, expected: str) -> None:
    """What was lost is seen, also where a span ends exactly at the edge."""
    assert plain(fit(ROW, width)) == expected


def test_fit_fills_half_a_wide_character() -> None:
    """A wide character that does not fit leaves a blank cell, not a narrower row."""
    assert plain(fit((Span("日本語", "text"),), 4)) == "日… "


@given(rows, st.integers(0, 40))
def test_a_fitted_row_has_its_width(row: Row, width: int) -> None:
    """Every row is exactly as wide as asked for."""
    assert row_width(fit(row, width)) == width


def test_join_merges_neighbours_of_one_style() -> None:
    """Rows side by side are one row with as few spans as possible."""
    joined = join(ROW, (Span("", "muted"), Span(" now", "train")), (Span(".", "text"),))
    assert joined == (Span("loss ", "muted"), Span("0.0421 now", "train"), Span(".", "text"))


def test_heat_styles_are_told_apart() -> None:
    """Cells of other levels do not merge."""
    spans = (Span("▀", HeatStyle(1, 2)), Span("▀", HeatStyle(2, 1)))
    assert join(spans) == spans
