"""What stands for other characters where there is only ASCII."""

from __future__ import annotations

import ast
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.scrollbar import ScrollBarRender

from nntui.renderables.braille import BLANK, HATCH, LEFT
from nntui.renderables.header import ALARM, BACK, GONE, SIGNS
from nntui.renderables.heat import CROSS, LINES, SHADES
from nntui.renderables.text import REPLACEMENT
from nntui.terminal.ascii import ascii_code

HOUSE = Path(__file__).parents[2] / "nntui"

FRAMES = "╭─╮│╰╯┌┐└┘╔═╗║╚╝┏╍┓╏┗┛━┃▗▄▖▐▌▝▀▘▛▜▙▟█▔▁▏▕▊▎"
"""Of Textual's borders."""

FOREIGN = {REPLACEMENT, "␀", "␡"}
"""Stand for what cannot be shown, or are looked for in foreign text."""


def in_ascii(text: str) -> str:
    return "".join(chr(ascii_code(ord(char))) for char in text)


def braille(*cells: int) -> set[str]:
    """What stands for cells of these dots."""
    return {in_ascii(chr(BLANK + bits)) for bits in cells}


def literals() -> set[str]:
    """The characters beyond ASCII in all texts of the program."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in HOUSE.rglob("*.py"))
    nodes = chain.from_iterable(map(ast.walk, trees))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {char for text in texts for char in text if not char.isascii() and char.isprintable()}


def test_everything_that_is_written_has_its_character() -> None:
    """A question mark in a drawing would say nothing."""
    assert sorted(char for char in literals() - FOREIGN if in_ascii(char) == "?") == []


@pytest.mark.parametrize(
    "drawn",
    [
        FRAMES,
        "".join(ScrollBarRender.VERTICAL_BARS + ScrollBarRender.HORIZONTAL_BARS),
        "".join(map(chr, range(0x2500, 0x25A0))),
        "".join(map(chr, range(0x2801, 0x2900))),
    ],
    ids=["frames", "scroll bars", "boxes and blocks", "Braille"],
)
def test_everything_that_is_drawn_has_its_character(drawn: str) -> None:
    """By the program or by Textual: something, and no question mark."""
    assert set(in_ascii(drawn)) & set("? ") == {" "} & set(drawn)


@given(st.characters())
def test_it_is_one_that_is_seen(char: str) -> None:
    """Whatever stands in a file or comes from a host: one cell, and nothing that acts on the terminal."""
    assert in_ascii(char) == char if char.isascii() else " " <= in_ascii(char) <= "~"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("naïve Ångström", "naive Angstrom"),
        ("Straße, Łódź, Đorđe", "Strase, Lodz, Dorde"),
        ("σ² β₁ µ", "s2 b1 u"),
        ("learning rate 1e-3 → 1.25e-3", "learning rate 1e-3 > 1.25e-3"),
        ("−0.4 · 64×32 – ÷ …", "-0.4 | 64x32 - / ~"),
        ("½ 深 �", "? ? ?"),
    ],
)
def test_text(text: str, expected: str) -> None:
    """Read as far as it can be; a letter keeps its place."""
    assert in_ascii(text) == expected


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("╭─╮├┼┤╰┴╯", "+-+++++++"),
        ("┌┐└┘╔╗╚╝┏┓┗┛", "+" * 12),
        ("│┃║╎╏┊┋╵╷╹╻", "|" * 11),
        ("─╴╶┄┈", "-" * 5),
        ("━═╸╺╍", "=" * 5),
        ("╱╲╳", "/\\X"),
    ],
)
def test_frames(drawn: str, expected: str) -> None:
    """Light lines are thinner than heavy and double ones."""
    assert in_ascii(drawn) == expected


def test_a_heat_map_keeps_its_signs_and_sizes() -> None:
    """Eight characters that differ, and a cross."""
    assert in_ascii(LINES[::-1] + " " + SHADES + CROSS) == "%=-. +*#@x"


def test_the_curves_signs_stay_apart() -> None:
    """Training is a line, validation dots."""
    assert in_ascii("━━ train ┅┅ validation") == "== train .. validation"


def test_how_a_run_stands_is_told_by_signs() -> None:
    """They stay apart from one another, and from those of the connection and the disk."""
    signs = "".join([*(sign for sign, _ in SIGNS.values()), GONE, BACK, ALARM, "▸", "⇄"])
    assert len(set(in_ascii(signs))) == len(signs)


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("⠀⠉⠒⠤⣀", ' "--_'),
        ("⠁⠂⠄⡀", "''.."),
        ("⠈⠐⠠⢀", "``,,"),
        ("⢣⢱⠑⢄⣇", '\\\\"_\\'),
        ("⡜⡎⠊⣸", '//"/'),
        ("⡇⢸⠇⢰⡂", "||||:"),
        ("⣿⣶⠿⡯", "####"),
    ],
)
def test_dots(drawn: str, expected: str) -> None:
    """By their height where a line is flat, by its slope where it is steep; many are an area."""
    assert in_ascii(drawn) == expected


def test_a_dotted_line_is_no_solid_one() -> None:
    """At whatever height."""
    solid = (0x09, 0x12, 0x24, 0xC0)
    assert braille(*solid) & braille(*(bits & int(LEFT) for bits in solid)) == set()


def test_a_hatched_band_is_no_line() -> None:
    """Whole cells of it look the same."""
    assert braille(*HATCH.tolist()) == {":"}
