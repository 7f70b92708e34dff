"""The emulated screen: what a person would see, and what a terminal would answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyte

from benchmarks.harness import queries
from benchmarks.harness.modes import ALTERNATE_SCREEN, SYNCHRONIZED_OUTPUT, Modes
from benchmarks.harness.sequences import Splitter

# pyte 0.8.2 takes the private prefixes < and = and the colon for the end of a sequence and shows the rest as
# text, reads `CSI > 4 m` as "underline", shows the payload of device control strings, and fails at a sequence
# with more numbers than it can have, which comes of one that was cut off before other text.
_FOR_PYTE = re.compile(
    rb"\x1b(?:\[[0-9;]*[hlm]|\[[0-9]*(?:;[0-9]*)?[Hfr]|\[[0-3]?J|\[[0-2]?K|\[[0-9]*(?![HJKfhlmr])[@-~]"
    rb"|\[\?[0-9;]*[hl]|[78DEHMc])"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its character and how it is drawn.

    A colour is `default`, a name such as `red` or `brightblue`, or six hexadecimal digits. The right half of
    a wide character is an empty string.
    """

    character: str
    foreground: str
    background: str
    bold: bool
    italic: bool
    underlined: bool
    reversed: bool


class Emulator:
    """A screen of `cols` × `rows` cells that takes bytes and answers queries."""

    def __init__(self, cols: int, rows: int) -> None:
        self._splitter = Splitter()
        self._modes = Modes()
        self._main = pyte.Screen(cols, rows)
        self._alternate: pyte.Screen | None = None
        self._stream = pyte.ByteStream(self._main)

    @property
    def _screen(self) -> pyte.Screen:
        return self._alternate or self._main

    @property
    def cols(self) -> int:
        """Width in cells."""
        return self._screen.columns

    @property
    def rows(self) -> list[str]:
        """The characters of every row, top to bottom, each as wide as the screen."""
        screen = self._screen
        columns = range(screen.columns)
        return ["".join(screen.buffer[y][x].data for x in columns) for y in range(screen.lines)]

    @property
    def text(self) -> str:
        """The rows without the blanks at their ends, one a line."""
        return "\n".join(row.rstrip() for row in self.rows)

    @property
    def modes(self) -> frozenset[str]:
        """What is switched on that a terminal at rest has off; see `Modes.names`."""
        return self._modes.names

    @property
    def mid_frame(self) -> bool:
        """Whether the program has begun a synchronized frame, which nobody sees before its end."""
        return SYNCHRONIZED_OUTPUT in self.modes

    def cell(self, x: int, y: int) -> Cell:
        """Return the cell at column x and row y, counted from 0 at the top left."""
        char = self._screen.buffer[y][x]
        return Cell(
            character=char.data,
            foreground=char.fg,
            background=char.bg,
            bold=char.bold,
            italic=char.italics,
            underlined=char.underscore,
            reversed=char.reverse,
        )

    def feed(self, data: bytes) -> bytes:
        """Show bytes; return what the terminal answers to the queries among them."""
        answers = bytearray()
        for token in self._splitter.feed(data):
            if query := queries.QUERY.fullmatch(token):
                cursor = self._screen.cursor
                # pyte keeps a cursor that waits to wrap beyond the last column.
                answers += queries.answer(query, min(cursor.x, self.cols - 1), cursor.y)
            elif token.startswith(b"\x1b"):
                self._obey(token)
            else:
                self._stream.feed(token)
        return bytes(answers)

    def resize(self, cols: int, rows: int) -> None:
        """Change the size; what falls outside is gone."""
        for screen in filter(None, (self._main, self._alternate)):
            screen.resize(rows, cols)
            screen.ensure_hbounds()
            screen.ensure_vbounds()

    def _obey(self, sequence: bytes) -> None:
        self._modes.record(sequence)
        if (ALTERNATE_SCREEN in self._modes.names) != (self._alternate is not None):
            self._switch_screen()
        if _FOR_PYTE.fullmatch(sequence):
            self._stream.feed(sequence)

    def _switch_screen(self) -> None:
        """Enter a blank alternate screen, or return to the main one as it was left."""
        left = self._screen
        self._alternate = None if self._alternate else pyte.Screen(self._main.columns, self._main.lines)
        self._screen.mode = left.mode
        self._stream = pyte.ByteStream(self._screen)
