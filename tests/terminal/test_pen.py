"""The shortest way to draw cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.harness.emulator import Emulator
from nntui.terminal.cells import UNKNOWN, cells_of
from nntui.terminal.depth import Depth
from nntui.terminal.looks import PLAIN, Look, Looks, Tones
from nntui.terminal.pen import Pen

COLUMNS = 120
RED, BLUE = Look(0, "31", "49"), Look(0, "34", "49")
ORANGE_ON_BLUE, BLUE_ON_ORANGE = Look(0, "38;5;208", "48;5;17"), Look(0, "38;5;17", "48;5;208")


class Paper:
    """A pen, and rows that it draws on."""

    def __init__(self, columns: int = COLUMNS) -> None:
        self.looks = Looks(Tones(Depth.TRUECOLOR))
        self.pen = Pen(self.looks, columns)
        self.columns = columns

    def row(self, *pieces: tuple[str, Look]) -> list[int]:
        """The cells of a row that begins with these."""
        found: list[int] = cells_of([(text, self.looks.add(look)) for text, look in pieces]).tolist()
        return found + [UNKNOWN] * (self.columns - len(found))

    def draw(self, y: int, x: int, *pieces: tuple[str, Look]) -> bytes:
        """What is written for these at a column."""
        row = [UNKNOWN] * x + self.row(*pieces)[: self.columns - x]
        return self.change(y, [at for at, cell in enumerate(row) if cell != UNKNOWN], row)

    def change(self, y: int, changed: list[int], row: list[int], room: float = 1e9) -> bytes:
        """What is written for the changed cells of a row."""
        out = bytearray()
        self.pen.draw(y, changed, row, room, out)
        return bytes(out)


def moved(before: tuple[int, int], after: tuple[int, int]) -> bytes:
    """How the pen gets from behind one cell to another: column and row."""
    paper = Paper()
    paper.draw(before[1], before[0], ("a", PLAIN))
    return paper.draw(after[1], after[0], ("b", PLAIN)).removesuffix(b"b")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((4, 0), (5, 0), b""),
        ((4, 0), (6, 0), b"\x1b[C"),
        ((4, 0), (8, 0), b"\x1b[3C"),
        ((4, 0), (119, 0), b"\x1b[114C"),
        ((90, 0), (99, 0), b"\x1b[8C"),
        ((4, 0), (4, 0), b"\x1b[5G"),
        ((4, 0), (0, 0), b"\x1b[1G"),
        ((4, 2), (5, 3), b"\x1b[4d"),
        ((4, 2), (5, 0), b"\x1b[1d"),
        ((4, 2), (6, 3), b"\x1b[4;7H"),
        ((4, 2), (0, 3), b"\x1b[4H"),
        ((4, 2), (0, 0), b"\x1b[H"),
    ],
)
def test_moves(before: tuple[int, int], after: tuple[int, int], expected: bytes) -> None:
    """Each is the shortest of its kind (ECMA-48: CUP, VPA, CHA, CUF)."""
    assert moved(before, after) == expected


@given(st.tuples(st.integers(0, 119), st.integers(0, 29)), st.tuples(st.integers(0, 119), st.integers(0, 29)))
def test_every_move_arrives(before: tuple[int, int], after: tuple[int, int]) -> None:
    """From every cell at every other, the last ones of a row too."""
    paper, emulator = Paper(), Emulator(COLUMNS, 30)
    emulator.feed(paper.draw(before[1], before[0], ("a", PLAIN)))
    emulator.feed(paper.draw(after[1], after[0], ("b", PLAIN)))
    assert emulator.cell(*after).character == "b"


def test_nothing_is_known_at_first() -> None:
    """Neither the place nor the look."""
    assert Paper().draw(3, 0, ("a", RED)) == b"\x1b[4H\x1b[m\x1b[31ma"


def test_nothing_is_known_after_it_was_lifted() -> None:
    """Somebody else may have written."""
    paper = Paper()
    paper.draw(0, 0, ("a", RED))
    paper.pen.lift()
    assert paper.draw(0, 1, ("b", RED)) == b"\x1b[1;2H\x1b[m\x1b[31mb"


def test_a_look_stays() -> None:
    """Colours are written where they change."""
    paper = Paper()
    paper.draw(0, 0, ("", PLAIN), ("a", PLAIN))
    assert paper.draw(0, 1, ("bc", RED), ("de", BLUE)) == b"\x1b[31mbc\x1b[34mde"


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ((("xy", RED),), b"axyb"),
        ((("é─", RED),), b"a\x1b[2Cb"),
        ((("█", RED),), "a█b".encode()),
        ((("x", BLUE),), b"a\x1b[Cb"),
        ((("xyzuv", RED),), b"a\x1b[5Cb"),
        ((("…", RED),), b"a\x1b[Cb"),
        ((("深", RED),), b"a\x1b[2Cb"),
    ],
    ids=["letters", "longer than a move", "not longer", "another look", "too long", "in doubt", "wide"],
)
def test_cells_between(between: tuple[tuple[str, Look], ...], expected: bytes) -> None:
    """They are drawn again where that is not longer, and leaves no doubt where the cursor stands then."""
    paper = Paper()
    row = paper.row(("a", RED), *between, ("b", RED))
    paper.draw(0, 9, ("-", RED))
    assert paper.change(0, [0, row.index(UNKNOWN) - 1], row) == b"\x1b[1G" + expected


def test_cells_between_that_nobody_knows() -> None:
    """Of those there is nothing to draw."""
    paper = Paper()
    row = paper.row(("abc", PLAIN))
    row[1] = UNKNOWN
    paper.draw(1, 0, ("a", PLAIN))
    assert paper.change(0, [0, 2], row) == b"\x1b[Ha\x1b[Cc"


@pytest.mark.parametrize(
    ("char", "expected"),
    [("é", b"b"), ("█", b"b"), ("…", b"\x1b[3;6Hb"), ("→", b"\x1b[3;6Hb"), ("界", b"\x1b[3;7Hb")],
)
def test_after_a_width_in_doubt_the_place_is_said_anew(char: str, expected: bytes) -> None:
    """Terminals do not agree on it, but for Latin letters and what drawings are made of."""
    assert Paper().draw(2, 4, (f"{char}b", PLAIN)).partition(char.encode())[2] == expected


def test_after_the_last_column_the_place_is_said_anew() -> None:
    """Terminals do not agree where the cursor stands then."""
    paper = Paper(columns=4)
    paper.draw(0, 0, ("abcd", PLAIN))
    assert paper.draw(0, 0, ("x", PLAIN)) == b"\x1b[Hx"


def test_a_wide_character_is_drawn_by_its_right_half() -> None:
    """Where only that has changed."""
    paper = Paper()
    paper.draw(0, 0, ("a", PLAIN))
    assert paper.change(3, [2], paper.row(("a界b", PLAIN))) == "\x1b[4d界".encode()


def test_a_wide_character_is_drawn_once() -> None:
    """Though both halves have changed."""
    paper = Paper()
    paper.draw(0, 0, ("a", PLAIN))
    assert paper.change(3, [0, 1], paper.row(("界", PLAIN))) == "\x1b[4H界".encode()


def test_half_blocks_are_turned_round_where_that_is_shorter() -> None:
    """The colours that the pen has are the other way round already."""
    paper = Paper()
    paper.draw(0, 0, ("▀", ORANGE_ON_BLUE))
    assert paper.draw(0, 1, ("▀", BLUE_ON_ORANGE)) == "▄".encode()


def test_what_was_turned_round_leaves_the_pen_as_it_is() -> None:
    """What follows is drawn in its own colours."""
    paper = Paper()
    paper.draw(0, 0, ("▀", ORANGE_ON_BLUE))
    found = paper.draw(0, 1, ("▀", BLUE_ON_ORANGE), ("x", BLUE_ON_ORANGE))
    assert found == "▄\x1b[38;5;17;48;5;208mx".encode()


@pytest.mark.parametrize(
    ("before", "expected"),
    [(ORANGE_ON_BLUE, b" "), (PLAIN, b"\x1b[48;5;17m ")],
    ids=["at hand", "not at hand"],
)
def test_full_blocks_are_blanks_where_that_is_shorter(before: Look, expected: bytes) -> None:
    """On a ground of their colour."""
    paper = Paper()
    paper.draw(0, 0, ("▀", before))
    assert paper.draw(0, 1, ("█", Look(0, "38;5;17", ""))) == expected


@pytest.mark.parametrize("room", range(0, 60, 5))
def test_there_is_only_so_much_room(room: int) -> None:
    """Then a part is drawn, and the rest by the next call, as if nothing were between."""
    paper, emulator = Paper(), Emulator(COLUMNS, 4)
    row = paper.row(("ab", RED), ("深c", BLUE), ("▀", ORANGE_ON_BLUE))
    first = bytearray()
    done = paper.pen.draw(1, range(6), row, room, first)
    emulator.feed(bytes(first) + paper.change(1, list(range(done, 6)), row))
    shown = [emulator.cell(x, 1).character for x in range(6)]
    assert (len(first) <= room, shown) == (True, ["a", "b", "深", "", "c", "▀"])


def test_no_room_is_no_reason_to_fail() -> None:
    """What came before has used more than there was."""
    paper, out = Paper(), bytearray(b"before")
    assert (paper.pen.draw(0, [0], paper.row(("a", PLAIN)), -10.0, out), out) == (0, bytearray(b"before"))
