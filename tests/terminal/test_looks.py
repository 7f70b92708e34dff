"""What characters look like, what shows the same, and the way from one look to another."""

from __future__ import annotations

import re
import tracemalloc
from itertools import product
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from nntui.terminal.cells import CODE, CODE_BITS, UNKNOWN
from nntui.terminal.depth import Depth
from nntui.terminal.looks import ATTRIBUTES, PLAIN, Look, Looks, Tones

BOLD, DIM, ITALIC, UNDERLINE, REVERSE, STRIKE = (1 << bit for bit in range(len(ATTRIBUTES)))
COLORS = ("39", "31", "94", "38;5;31", "38;2;9;8;7")
FOREGROUNDS = ("", *COLORS)
BACKGROUNDS = ("", "49", "41", "104", "48;5;31", "48;2;9;8;7")
LOOKS = st.builds(Look, st.integers(0, 63), st.sampled_from(FOREGROUNDS), st.sampled_from(BACKGROUNDS))
EVERY = [
    (ord(char), Look(*look)) for char in " █▀▄x" for look in product(range(64), FOREGROUNDS, BACKGROUNDS)
]
"""Blanks, blocks and a letter, in every look."""
KNOWN = Looks(Tones(Depth.TRUECOLOR))

Seen: TypeAlias = tuple[object, ...]


def drawn_by(before: Look, sequence: bytes) -> Look:
    """How a terminal draws after a sequence (ECMA-48, SGR)."""
    if not sequence:
        return before
    attributes, foreground, background = before
    parameters = re.fullmatch(rb"\x1b\[([\d;]*)m", sequence)
    assert parameters is not None
    colors = re.findall(r"[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+|^(?=;)|^$", parameters[1].decode())
    for code in colors:
        lost = sum(1 << bit for bit, (_, _, off) in enumerate(ATTRIBUTES) if off == code)
        new = sum(1 << bit for bit, (_, on, _) in enumerate(ATTRIBUTES) if on == code)
        attributes = attributes & ~lost | new
        if code in ("", "0"):
            attributes, foreground, background = PLAIN
        elif re.match(r"3\d|9\d", code):
            foreground = code
        elif re.match(r"4\d|10\d", code):
            background = code
    return Look(attributes, foreground, background)


def fits(found: str, wanted: str) -> bool:
    """Where any colour will do, every one does."""
    return not wanted or found == wanted


@given(st.lists(LOOKS, min_size=1, max_size=20))
def test_a_terminal_follows(wanted: list[Look]) -> None:
    """From look to look it draws as it is to, and as is believed that it does."""
    looks, now = Looks(Tones(Depth.TRUECOLOR)), PLAIN
    for look in wanted:
        sequence, believed = looks.change(now, looks.add(look))
        now = drawn_by(now, sequence)
        assert (now, now.attributes) == (believed, look.attributes)
        assert fits(now.foreground, look.foreground)
        assert fits(now.background, look.background)


@given(LOOKS, LOOKS)
def test_a_change_is_short(before: Look, after: Look) -> None:
    """No longer than it is to switch everything off and begin anew."""
    looks = Looks(Tones(Depth.TRUECOLOR))
    on = [code for bit, (_, code, _) in enumerate(ATTRIBUTES) if after.attributes >> bit & 1]
    anew = ";".join(["", *on, *filter(None, after[1:])])
    assert len(looks.change(before, looks.add(after))[0]) <= len(f"\x1b[{anew}m")


def test_nothing_changes_nothing() -> None:
    """Not a byte for it."""
    looks = Looks(Tones(Depth.TRUECOLOR))
    look = Look(BOLD, "31", "49")
    assert looks.change(look, looks.add(look)) == (b"", look)


def seen(code: int, look: Look) -> Seen:
    """What a person sees of a character: of blanks and blocks, the upper half, the lower one, and lines."""
    text: Seen = (look.foreground, look.attributes & (BOLD | DIM))
    ground: Seen = (_as_text(look.background), 0)
    if look.attributes & REVERSE:
        text, ground = ground, text
    lines = look.attributes & (UNDERLINE | STRIKE)
    halves = {" ": (ground, ground), "█": (text, text), "▀": (text, ground), "▄": (ground, text)}
    return (*halves.get(chr(code), (code, look)), (lines, text) if lines else None)


def _as_text(background: str) -> str:
    """The same colour as a foreground; the terminal's own ones are two."""
    number, *rest = background.split(";")
    return "ground" if number == "49" else ";".join([str(int(number) - 10), *rest]) if number else ""


def test_settled_cells_show_the_same() -> None:
    """Whatever is done to make them alike."""
    assert [each for each in EVERY if seen(*settled(*each)) != seen(*each)] == []


def test_settled_cells_stay_settled() -> None:
    """So that a row may be settled as often as something is painted on it."""
    assert [each for each in EVERY if settled(*settled(*each)) != settled(*each)] == []


def test_the_other_way_round_shows_the_same() -> None:
    """Where there is one."""
    assert [each for each in EVERY if seen(*turned(*each)) != seen(*each)] == []


@pytest.mark.parametrize(("char", "code", "longer"), [("▀", "▄", 0), ("█", " ", -2)])
def test_half_blocks_have_another_way_round(char: str, code: str, longer: int) -> None:
    """With the colours exchanged, and in so many bytes more."""
    looks = Looks(Tones(Depth.TRUECOLOR))
    other = looks.other(ord(char), looks.add(Look(0, "38;5;31", "41")))
    assert other is not None
    assert (chr(other.code), other.longer, len(code.encode()) - len(char.encode())) == (code, longer, longer)


def settled(code: int, look: Look) -> tuple[int, Look]:
    """What becomes of a cell."""
    cell = int(KNOWN.settled(np.array([KNOWN.add(look) << CODE_BITS | code]))[0])
    return cell & CODE, KNOWN[cell >> CODE_BITS]


def turned(code: int, look: Look) -> tuple[int, Look]:
    """A cell the other way round, if there is one."""
    other = KNOWN.other(code, KNOWN.add(look))
    return (code, look) if other is None else (other.code, KNOWN[other.number])


def test_blanks_on_one_ground_are_alike() -> None:
    """Of a blank one sees nothing else."""
    looks = Looks(Tones(Depth.TRUECOLOR))
    numbers = [looks.add(Look(bold, color, "41")) for bold in (0, BOLD) for color in COLORS]
    assert len(set(looks.settled(np.array(numbers) << CODE_BITS | ord(" ")).tolist())) == 1


def test_what_nobody_knows_stays_unknown() -> None:
    """It has no look."""
    looks = Looks(Tones(Depth.TRUECOLOR))
    looks.add(PLAIN)
    assert looks.settled(np.array([UNKNOWN])).tolist() == [UNKNOWN]


def test_equal_looks_have_equal_numbers() -> None:
    """Of styles that differ in what is not drawn, too."""
    looks = Looks(Tones(Depth.C256))
    styles = [Style(color="#ff0000"), Style(color="#ff0000", link="x"), Style(color="#fe0000")]
    assert len({looks.number(style) for style in styles}) == 1


@pytest.mark.parametrize("style", [None, Style(), Style.parse("default on default")])
def test_without_a_style_a_terminal_draws_in_its_own(style: Style | None) -> None:
    """Nothing is assumed of its colours."""
    looks = Looks(Tones(Depth.TRUECOLOR))
    assert looks[looks.number(style)] == PLAIN


def look_of(style: str, tones: Tones) -> Look:
    looks = Looks(tones)
    return looks[looks.number(Style.parse(style))]


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (Depth.TRUECOLOR, Look(BOLD, "38;2;255;0;0", "48;2;0;0;95")),
        (Depth.C256, Look(BOLD, "38;5;196", "48;5;17")),
        (Depth.C16, Look(BOLD, "91", "49")),
        (Depth.NONE, Look(BOLD, "39", "49")),
    ],
)
def test_colors_of_a_depth(depth: Depth, expected: Look) -> None:
    """The nearest of those that there are; where they are few, the ground is the terminal's."""
    assert look_of("bold #ff0000 on #00005f", Tones(depth, ground=(0, 0, 95))) == expected


@pytest.mark.parametrize("depth", [Depth.C16, Depth.NONE])
def test_a_ground_that_stands_out_is_reversed(depth: Depth) -> None:
    """Where colours are few a chosen line would not be seen."""
    assert look_of("#ffffff on #3366ff", Tones(depth)) == Look(REVERSE, "39", "49")


@pytest.mark.parametrize("depth", [Depth.C16, Depth.NONE])
def test_a_ground_like_the_usual_one_is_not(depth: Depth) -> None:
    """Panels differ from the screen by a shade."""
    assert look_of("#ffffff on #f0f0f0", Tones(depth, ground=(255, 255, 255))) == PLAIN


@pytest.mark.parametrize("color", ["#000000", "#e5e5e5", "#ffffff"])
def test_with_sixteen_text_is_in_the_terminals_own(color: str) -> None:
    """Black on black could not be read, nor white on white."""
    assert look_of(color, Tones(Depth.C16)).foreground == "39"


@pytest.mark.parametrize(
    ("depth", "expected"),
    [(Depth.TRUECOLOR, "38;5;123"), (Depth.C256, "38;5;123"), (Depth.NONE, "39")],
)
def test_a_color_that_is_pinned(depth: Depth, expected: str) -> None:
    """It has the code that was chosen by hand."""
    assert look_of("#010203", Tones(depth, pinned={(1, 2, 3): 123})).foreground == expected


@pytest.mark.parametrize(("code", "expected"), [(4, "34"), (12, "94"), (1, "31")])
def test_one_of_sixteen_that_is_pinned(code: int, expected: str) -> None:
    """Bright ones are counted from 90 on."""
    assert look_of("#010203", Tones(Depth.C16, pinned={(1, 2, 3): code})).foreground == expected


@pytest.mark.parametrize(("bit", "name"), list(enumerate(name for name, *_ in ATTRIBUTES)))
def test_attributes_of_a_style(bit: int, name: str) -> None:
    """Each has its bit."""
    looks = Looks(Tones(Depth.NONE))
    assert looks[looks.number(Style(**{name: True}))].attributes == 1 << bit


def test_other_tones_from_now_on() -> None:
    """Numbers that were given stay what they are, since cells are full of them."""
    looks = Looks(Tones(Depth.TRUECOLOR))
    style = Style.parse("#ff0000")
    before = looks.number(style)
    looks.retone(Tones(Depth.C256))
    found = (looks[before].foreground, looks[looks.number(style)].foreground)
    assert found == ("38;2;255;0;0", "38;5;196")


def test_what_is_remembered_of_changes_is_bounded() -> None:
    """The pictures of a long run go from any pair of colours to any other in the end."""
    looks = Looks(Tones(Depth.TRUECOLOR))
    numbers = [looks.add(Look(0, f"38;5;{code}", f"48;5;{255 - code}")) for code in range(120)]
    tracemalloc.start()
    for before, after in product(numbers, numbers):
        looks.change(looks[before], after)
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert used < 3e6
