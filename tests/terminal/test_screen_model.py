"""A terminal comes to show what it is to show, in as many frames as it takes, the most important first."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.harness.emulator import Emulator
from nntui.terminal.cells import cells_of
from nntui.terminal.depth import Depth
from nntui.terminal.looks import PLAIN, Look, Looks, Tones
from nntui.terminal.screen_model import CHART_SHARE, Room, ScreenModel
from nntui.terminal.turns import Turn
from tests.terminal.painted import DEEDS, Deed, Screen

EVERYTHING = Room(1e9, 1e9)
BRAILLE = 0x2800


@settings(max_examples=200)
@given(st.sampled_from(Depth), st.lists(DEEDS, max_size=25))
def test_a_terminal_shows_what_was_painted_last(depth: Depth, deeds: list[Deed]) -> None:
    """Whenever a frame says that all is shown; and no frame is too long, or has anything else in it."""
    screen = Screen(depth)
    for deed in deeds:
        screen.do(deed)
    screen.do(EVERYTHING)
    assert (screen.faults, screen.model.is_shown) == ([], True)


class Plain:
    """A model of some rows, each in a turn, and the screen that it is brought to."""

    def __init__(self, *turns: Turn, columns: int = 20) -> None:
        self.looks = Looks(Tones(Depth.TRUECOLOR))
        self.model = ScreenModel(self.looks, len(turns), columns)
        self.turns = turns
        self.emulator = Emulator(columns, len(turns))
        for y, turn in enumerate(turns):
            self.model.turns[y] = turn

    def paint(self, y: int, text: str, now: float = 0.0, look: Look = PLAIN, x: int = 0) -> None:
        self.model.paint(y, x, cells_of([(text, self.looks.add(look))]), now)

    def frame(self, room: Room = EVERYTHING) -> bytes:
        drawn, _ = self.model.frame(room)
        self.emulator.feed(drawn)
        return drawn

    def order(self) -> str:
        """The letters in the order in which they come, in as many small frames as it takes."""
        drawn = b""
        while not self.model.is_shown:
            drawn += self.frame(Room(18, 18))
        return "".join(dict.fromkeys(char for char in drawn.decode() if char in "pqrs"))

    @property
    def rows(self) -> list[str]:
        return [row.rstrip() for row in self.emulator.rows]


def test_nothing_changed() -> None:
    """Not a byte is written for it."""
    screen = Plain(Turn.NUMBERS)
    screen.paint(0, "loss 0.5")
    screen.frame()
    screen.paint(0, "loss 0.5")
    assert screen.frame() == b""


def test_a_change_that_was_taken_back() -> None:
    """Before it was drawn: not a byte is written for it."""
    screen = Plain(Turn.NUMBERS)
    screen.paint(0, "loss 0.5")
    screen.frame()
    screen.paint(0, "loss 0.4")
    screen.paint(0, "loss 0.5")
    assert (screen.model.is_shown, screen.frame()) == (True, b"")


def test_only_what_changed_is_written() -> None:
    """A digit is a move and a digit."""
    screen = Plain(Turn.NUMBERS)
    screen.paint(0, "loss 0.512")
    screen.frame()
    screen.paint(0, "loss 0.502")
    assert screen.frame() == b"\x1b[9G0"


def test_what_was_never_painted_is_left_alone() -> None:
    """Nobody knows what is to stand there."""
    screen = Plain(Turn.NUMBERS, columns=5)
    screen.emulator.feed(b"vwxyz")
    screen.paint(0, "bc", x=1)
    screen.frame()
    assert screen.rows == ["vbcyz"]


def test_a_screen_without_cells() -> None:
    """As a terminal may be for a moment."""
    model = ScreenModel(Looks(Tones(Depth.NONE)))
    model.paint(0, 0, cells_of([("a", 0)]), 0.0)
    assert (model.rows, model.columns, model.frame(EVERYTHING)) == (0, 0, (b"", True))


@pytest.mark.parametrize(("y", "x"), [(-1, 0), (1, 0), (0, 20), (0, -3), (0, 3)])
def test_nothing_at_all_is_painted(y: int, x: int) -> None:
    """Above, below, beside, or no text."""
    screen = Plain(Turn.NUMBERS)
    screen.paint(y, "" if x == 3 else "abc", x=x)
    assert screen.model.is_shown


def test_the_most_important_comes_first() -> None:
    """Whatever has waited longest."""
    screen = Plain(Turn.FIRST, Turn.NUMBERS, Turn.CHART, Turn.PICTURE)
    for y, letter in enumerate("pqrs"):
        screen.paint(y, letter * 10, now=-float(y))
    assert screen.order() == "pqrs"


@pytest.mark.parametrize("turn", Turn)
def test_what_can_wait_leaves_room(turn: Turn) -> None:
    """Charts and pictures do; numbers and what comes first do not."""
    screen = Plain(turn)
    screen.paint(0, "abc")
    assert (screen.frame(Room(100, 0)) == b"") == (turn in (Turn.CHART, Turn.PICTURE))


def test_both_that_can_wait_leave_room() -> None:
    """Chart and picture together."""
    screen = Plain(Turn.CHART, Turn.PICTURE)
    for y in range(2):
        screen.paint(y, "abcdefgh")
    assert len(screen.frame(Room(100, 20))) <= 20


@pytest.mark.parametrize("turn", Turn)
def test_the_row_that_waited_longest_comes_first(turn: Turn) -> None:
    """Within a turn; that it has changed again meanwhile does not put it back."""
    screen = Plain(turn, turn, turn)
    for now, y in enumerate((1, 2, 0, 1)):
        screen.paint(y, "pqr"[y] * (9 + now), float(now))
    assert screen.order() == "qrp"


HUES = [f"2;{200 + 17 * seed % 50};{200 + 23 * seed % 50};{200 + 31 * seed % 50}" for seed in range(50)]
COLORED = [Look(0, f"38;{hue}", f"48;{HUES[seed - 7]}") for seed, hue in enumerate(HUES)]


def ages(turns: list[Turn], room: int, looks: list[Look]) -> dict[Turn, int]:
    """How old, in frames, the oldest cell of each turn is, where all is painted anew before each frame."""
    screen, frames, columns = Plain(*turns, columns=10), 160, range(10)
    oldest = dict.fromkeys(turns, 0)
    for number in range(frames):
        for y, x in product(range(len(turns)), columns):
            look = looks[(number + 3 * x + 7 * y) % len(looks)]
            screen.paint(y, chr(BRAILLE + number), float(number), look, x)
        screen.frame(Room(room, room))
        for y, turn in enumerate(turns if number >= frames // 2 else ()):
            born = (ord(char) - BRAILLE if char != " " else 0 for char in screen.emulator.rows[y])
            oldest[turn] = max(oldest[turn], *(number - each for each in born))
    return oldest


@pytest.mark.parametrize(("room", "most"), [(24, 40), (40, 30), (120, 8)])
def test_every_cell_of_a_picture_has_its_turn(room: int, most: int) -> None:
    """Where a frame is less than a row, and all of it has changed again by the next one."""
    assert ages([Turn.PICTURE] * 8, room, [PLAIN])[Turn.PICTURE] <= most


@pytest.mark.parametrize("room", [60, 75, 90, 120, 200, 400])
def test_neither_chart_nor_picture_starves(room: int) -> None:
    """Where each has more to draw than both have room for, and the smaller share is less than a cell."""
    found = ages([Turn.CHART, Turn.PICTURE], room, COLORED)
    assert max(found.values()) <= 3600 / room


def test_a_chart_has_the_larger_share() -> None:
    """Of what both could use."""
    screen, drawn = Plain(Turn.CHART, Turn.PICTURE, columns=80), ""
    for number in range(50):
        for y, letters in enumerate(("pq", "rs")):
            screen.paint(y, letters[number % 2] * 80, float(number))
        drawn += screen.frame(Room(60, 60)).decode()
    chart, picture = (sum(map(drawn.count, letters)) for letters in ("pq", "rs"))
    assert chart / (chart + picture) == pytest.approx(CHART_SHARE, abs=0.05)


def test_a_chart_comes_before_a_picture() -> None:
    """Where there is room for one cell, and its share of that is less."""
    screen = Plain(Turn.PICTURE, Turn.CHART)
    for y, letter in enumerate("pq"):
        screen.paint(y, letter, look=COLORED[y])
    screen.frame(Room(50, 50))
    assert screen.rows == ["", "q"]


def test_a_share_that_could_not_be_used_is_forgotten() -> None:
    """A chart whose cells were all too long for the room does not make up for it at the picture's cost."""
    screen, drawn = Plain(Turn.CHART, Turn.PICTURE), ""
    for number in range(320):
        for x in range(20):
            screen.paint(0, "pq"[number % 2], float(number), COLORED[(number + x) % 50], x)
        screen.paint(1, "rs"[number % 2] * 20, float(number))
        frame = screen.frame(Room(24, 24) if number < 300 else Room(120, 120)).decode()
        drawn += frame if number >= 300 else ""
    assert drawn.count("r") + drawn.count("s") >= 200


def test_a_chart_alone_has_everything() -> None:
    """And a picture too."""
    screen = Plain(Turn.CHART)
    screen.paint(0, "abcdefgh")
    assert len(screen.frame(Room(14, 14))) == len("\x1b[H\x1b[mabcdefgh")


def test_numbers_leave_nothing() -> None:
    """Then chart and picture wait, and nothing else happens."""
    screen = Plain(Turn.NUMBERS, Turn.CHART, Turn.PICTURE)
    for y in range(3):
        screen.paint(y, "abcdefgh")
    screen.frame(Room(14, 10))
    assert screen.rows == ["abcdefgh", "", ""]
