"""The cells of a screen as numbers."""

from __future__ import annotations

from unicodedata import category

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.renderables.text import cell_width, visible
from nntui.terminal.ascii import ascii_code
from nntui.terminal.cells import BLANK, CODE, CODE_BITS, UNKNOWN, Cells, blank_screen, cells_of, laid

WIDE = "深"


def characters(cells: Cells) -> str:
    """What stands in them; the right half of a wide character is `>`, and nobody knows is `?`."""
    codes = np.where(cells == UNKNOWN, ord("?"), np.where(cells & CODE == 0, ord(">"), cells & CODE))
    return "".join(map(chr, codes.tolist()))


def a_row(text: str) -> Cells:
    return cells_of([(text, 1)])


def test_a_cell_is_a_character_and_a_look() -> None:
    """Side by side, each text with its own look."""
    expected = [3 << CODE_BITS | ord("a"), 3 << CODE_BITS | ord("▀"), 9 << CODE_BITS | ord("b")]
    assert cells_of([("a▀", 3), ("b", 9)]).tolist() == expected


def test_a_wide_character_fills_two() -> None:
    """The right one has the same look, and no character."""
    assert cells_of([(WIDE, 2)]).tolist() == [2 << CODE_BITS | ord(WIDE), 2 << CODE_BITS]


@pytest.mark.parametrize("pieces", [[], [("", 0)], [("\u0301", 0)]], ids=["nothing", "no text", "no width"])
def test_nothing_is_no_cell(pieces: list[tuple[str, int]]) -> None:
    """Of a type that can be compared with the others."""
    found = cells_of(pieces)
    assert (found.tolist(), found.dtype) == ([], np.int64)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[2Jb\r\n", "a␛[2Jb␍␊"),
        ("\x9b1m\x7f", "�1m␡"),
        ("a\u202eb\u200bc\ufeff", "a�b�c�"),
        ("e\u0301u\u0308", "eu"),
        ("深\u3099a", "深>a"),
        ("\ud800", "�"),
    ],
    ids=["C0", "C1", "bidirectional", "combining", "after a wide one", "half of a pair"],
)
def test_nothing_acts_on_a_terminal(text: str, expected: str) -> None:
    """Whatever is in a name or a message."""
    assert characters(a_row(text)) == expected


@given(st.text())
def test_each_cell_is_seen(text: str) -> None:
    """As many as the text is wide, and none of them a control or without a width."""
    found = characters(a_row(text))
    unseen = [char for char in found if category(char)[0] == "C" or cell_width(char) == 0]
    assert (len(found), unseen) == (cell_width(visible(text)), [])


@given(st.text(alphabet=st.characters() | st.sampled_from("深界🙂")))
def test_the_right_half_stands_beside_the_left_one(text: str) -> None:
    """Of every wide character, and of no other."""
    codes = (a_row(text) & CODE).tolist()
    wide = [at for at, code in enumerate(codes) if code and cell_width(chr(code)) == 2]
    assert [at - 1 for at, code in enumerate(codes) if not code] == wide


@given(st.text())
def test_where_there_is_only_ascii_nothing_moves(text: str) -> None:
    """A wide character becomes two narrow ones."""
    found = cells_of([(text, 0)], ascii_code)
    assert (len(found), bool((found < 0x7F).all())) == (cell_width(visible(text)), True)


def test_of_a_new_screen_nothing_is_known() -> None:
    """Not even that it is blank."""
    assert blank_screen(2, 3).tolist() == [[UNKNOWN] * 3] * 2


@pytest.mark.parametrize(
    ("before", "x", "text", "expected"),
    [
        ("abcd", 1, "XY", "aXYd"),
        ("abcd", 2, "XYZ", "abXY"),
        ("abcd", -2, "XYZ", "Zbcd"),
        ("abcd", -1, "UVWXYZ", "VWXY"),
        ("abcd", 4, "X", "abcd"),
        ("abcd", -1, "X", "abcd"),
        ("abcd", 9, "X", "abcd"),
        ("abcd", -9, "X", "abcd"),
        ("abcd", 1, "", "abcd"),
    ],
)
def test_cells_are_laid_into_a_row(before: str, x: int, text: str, expected: str) -> None:
    """What lies outside is left out."""
    assert characters(laid(a_row(before), x, a_row(text))) == expected


@pytest.mark.parametrize(
    ("before", "x", "text", "expected"),
    [
        ("a深d", 1, "X", "aX d"),
        ("a深d", 2, "X", "a Xd"),
        ("深界", 1, "XY", " XY "),
        ("深界", 1, "貌", " 貌> "),
        ("深界", 2, "X", "深>X "),
        ("abcd", 3, "深", "abc "),
        ("abcd", -1, "深X", " Xcd"),
        ("深cd", -1, "界X", " Xcd"),
        ("ab深", 0, "深", "深>深>"),
    ],
)
def test_of_half_a_wide_character_a_blank_is_left(before: str, x: int, text: str, expected: str) -> None:
    """As a terminal does it; half a character cannot be drawn."""
    assert characters(laid(a_row(before), x, a_row(text))) == expected


def test_the_blank_keeps_its_look() -> None:
    """The ground behind the character stays."""
    row = cells_of([("深", 5)])
    assert laid(row, 0, cells_of([("X", 1)])).tolist() == [1 << CODE_BITS | ord("X"), 5 << CODE_BITS | BLANK]


def test_half_of_nothing_is_not_known() -> None:
    """A right half that is laid beside what nobody knows becomes a blank, and the rest stays as it is."""
    assert characters(laid(blank_screen(1, 4)[0], 1, a_row(WIDE)[1:])) == "? ??"
