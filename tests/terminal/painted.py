"""A screen as it was painted, kept in the simplest way, beside the model that brings it to a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from hypothesis import strategies as st
from pyte import graphics
from rich.style import Style

from benchmarks.harness.emulator import Cell, Emulator
from nntui.renderables.text import cell_width, visible
from nntui.terminal.cells import cells_of
from nntui.terminal.depth import Depth
from nntui.terminal.looks import ATTRIBUTES, Look, Looks, Tones
from nntui.terminal.screen_model import Room, ScreenModel
from nntui.terminal.turns import Turn

ALLOWED = re.compile(r"(?:[^\x00-\x1f\x7f-\x9f]|\x1b\[[\d;]*[HGdCm])*")
"""Characters that are seen, and moves and looks."""

LETTERS = "ab é─█▀▄▀▄▀▄█⣿…→界深🙂\u0301\u0308\x1b\n\x00\x7f\x85\x9b\u202e\u2066\u200b\ufeff\ufe0f"

_HUES = ("#ff0000", "#0000ff", "#123456", "default")
_MANNERS = ("", "", "bold", "dim", "reverse", "underline", "bold underline", "reverse dim", "italic strike")
STYLES = [
    Style.parse(f"{manner} {text} on {ground}") for manner in _MANNERS for text in _HUES for ground in _HUES
]

Seen: TypeAlias = tuple[object, ...]


class Paint(NamedTuple):
    """Texts side by side in a row, each in one of `STYLES`."""

    y: int
    x: int
    texts: list[tuple[str, int]]


class Resize(NamedTuple):
    """The screen has another size."""

    rows: int
    columns: int


class Forget(NamedTuple):
    """Somebody else has written on it."""


class Turns(NamedTuple):
    """All from a column on has this turn."""

    x: int
    turn: Turn


Deed: TypeAlias = Paint | Resize | Forget | Turns | Room

TEXTS = st.lists(
    st.tuples(st.text(st.sampled_from(LETTERS), max_size=6), st.integers(0, len(STYLES) - 1)), max_size=4
)
PICTURES = st.lists(
    st.tuples(st.sampled_from("▀▀▀█ "), st.integers(0, len(_HUES) ** 2 - 1)), min_size=4, max_size=12
)
PAINTS = st.builds(Paint, st.integers(-1, 5), st.integers(-4, 14), TEXTS)
FRAMES = st.builds(Room, st.integers(0, 200), st.integers(-20, 200))
DEEDS = st.one_of(
    PAINTS,
    st.builds(Paint, st.integers(0, 3), st.integers(0, 4), PICTURES),
    FRAMES,
    FRAMES,
    st.builds(Resize, st.integers(1, 5), st.integers(1, 14)),
    st.just(Forget()),
    st.builds(Turns, st.integers(0, 14), st.sampled_from(Turn)),
)


@dataclass(frozen=True)
class Painted:
    """A character and its look; the right half of a wide character is an empty string."""

    char: str
    look: Look


class Screen:
    """Does what it is told to the model, to an emulated screen, and to a list of what was painted."""

    def __init__(self, depth: Depth, rows: int = 4, columns: int = 12) -> None:
        self.looks = Looks(Tones(depth))
        self.model = ScreenModel(self.looks)
        self.faults: list[object] = []
        self._now = 0.0
        self.do(Resize(rows, columns))

    def do(self, deed: Deed) -> None:
        """Do one of them; what is wrong then is one of the faults."""
        self._now += 1.0
        if isinstance(deed, Paint):
            self._paint(deed)
        elif isinstance(deed, Resize):
            self.model.resize(*deed)
            self.painted: dict[tuple[int, int], Painted] = {}
            self.emulator = Emulator(deed.columns, deed.rows)
            self._scribble()
        elif isinstance(deed, Forget):
            self.model.forget()
            self._scribble()
        elif isinstance(deed, Turns):
            self.model.turns[:, deed.x :] = deed.turn
        else:
            self._frame(deed)

    def _paint(self, deed: Paint) -> None:
        numbers = [(text, self.looks.number(STYLES[style])) for text, style in deed.texts]
        self.model.paint(deed.y, deed.x, cells_of(numbers), self._now)
        x = deed.x
        for text, number in numbers:
            for char in visible(text):
                self._put(deed.y, x, char, self.looks[number])
                x += cell_width(char)

    def _put(self, y: int, x: int, char: str, look: Look) -> None:
        width, inside = cell_width(char), range(self.model.columns)
        if not 0 <= y < self.model.rows or not width:
            return
        whole = all(at in inside for at in range(x, x + width))
        for at in set(range(x, x + width)) & set(inside):
            here = self.painted.get((y, at), Painted(" ", look))
            for beside, cut in ((at - 1, here.char == ""), (at + 1, cell_width(here.char) == 2)):
                if cut:  # of the other half a blank is left
                    self.painted[y, beside] = Painted(" ", self.painted[y, beside].look)
            self.painted[y, at] = Painted(char if at == x else "", look) if whole else Painted(" ", look)

    def _frame(self, room: Room) -> None:
        drawn, whole = self.model.frame(room)
        if len(drawn) > max(0, room.whole) or not ALLOWED.fullmatch(drawn.decode()):
            self.faults.append((room, drawn))
        self.emulator.feed(drawn)
        if whole != self.model.is_shown:
            self.faults.append("it is not told whether all is shown")
        if whole:
            self.faults += [at for at in self.cells if self.shown(*at) != self.wanted(*at)]

    def _scribble(self) -> None:
        """Have the screen be full of something else, and the pen anywhere."""
        columns, rows = self.emulator.cols, self.model.rows
        self.emulator.feed(b"\x1b[?7l\x1b[0;7;3;33;44m")
        for y in range(rows):
            self.emulator.feed(b"\x1b[%dH" % (y + 1) + b"~" * columns)
        self.emulator.feed(b"\x1b[2;2H\x1b[1;4;35m")
        self._scribbled = self.emulator.cell(0, 0)

    @property
    def cells(self) -> list[tuple[int, int]]:
        """All places: row and column."""
        return [(y, x) for y in range(self.model.rows) for x in range(self.model.columns)]

    def shown(self, y: int, x: int) -> Seen:
        """What one sees at a place."""
        return _seen(self.emulator.cell(x, y))

    def wanted(self, y: int, x: int) -> Seen:
        """What one should see there: what was painted last, or what somebody else has left."""
        painted = self.painted.get((y, x))
        return _seen(self._scribbled if painted is None else _cell(painted))


def _seen(cell: Cell) -> Seen:
    """Of blanks and blocks: the colour of the upper half, that of the lower one, and a line."""
    text: Seen = (cell.foreground, cell.bold)
    ground: Seen = (cell.background, False)
    if cell.reversed:
        text, ground = ground, text
    halves = {" ": (ground, ground), "█": (text, text), "▀": (text, ground), "▄": (ground, text)}
    if cell.character not in halves:
        return cell.character, text, ground, cell.underlined, cell.italic
    return (*halves[cell.character], text if cell.underlined else None)


def _cell(painted: Painted) -> Cell:
    """As the emulated screen would name it."""
    names = {name for bit, (name, *_) in enumerate(ATTRIBUTES) if painted.look.attributes >> bit & 1}
    text, ground = painted.look.foreground, painted.look.background
    return Cell(
        painted.char,
        _color(text, {**graphics.FG_ANSI, **graphics.FG_AIXTERM}),
        _color(ground, {**graphics.BG_ANSI, **graphics.BG_AIXTERM}),
        bold="bold" in names,
        italic="italic" in names,
        underlined="underline" in names,
        reversed="reverse" in names,
    )


def _color(parameters: str, named: dict[int, str]) -> str:
    number, *rest = map(int, parameters.split(";"))
    if not rest:
        return named[number]
    kind, *parts = rest
    return str(graphics.FG_BG_256[parts[0]]) if kind == 5 else "".join(f"{part:02x}" for part in parts)
