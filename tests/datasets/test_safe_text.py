"""Tests of text made safe to show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_datasets.safe_text import quoted, visible


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\x00b\tc\nd", "a␀b␉c␊d"),
        ("\x7f", "␡"),
        ("\x9b31m", "�31m"),
        ("abc\u202edcba\u2066", "abc�dcba�"),
        ("a\u2028b", "a�b"),
        ("\udcff.csv", "�.csv"),
        ("Größe 身長 👍", "Größe 身長 👍"),
    ],
)
def test_control_characters_are_replaced(raw: str, expected: str) -> None:
    """A label from a file cannot steer a terminal, and ordinary text stays as it is."""
    assert visible(raw) == expected


@given(st.text())
def test_nothing_visible_is_a_control(text: str) -> None:
    """No character that Unicode calls a control survives, whatever the text."""
    assert [c for c in visible(text) if unicodedata.category(c) == "Cc"] == []


@given(st.text())
def test_visible_text_is_left_alone(text: str) -> None:
    """Text may pass twice, as names do on their way into messages."""
    assert visible(visible(text)) == visible(text)


def test_long_text_is_cut_in_quotes() -> None:
    """A message stays one sentence when a cell is a whole paragraph."""
    assert quoted("x" * 41) == '"' + "x" * 39 + '…"'


def test_text_of_the_longest_length_is_whole() -> None:
    """The limit itself still fits."""
    assert quoted("x" * 40) == '"' + "x" * 40 + '"'
