"""Draws cells on a terminal by the shortest moves, and with colours only where they change."""

from __future__ import annotations

from collections.abc import Sequence

from nntui.terminal.cells import CODE, CODE_BITS
from nntui.terminal.looks import PLAIN, Look, Looks

LARGEST_GAP = 4
"""So many cells at most are drawn again where that is shorter than to move over them."""


class Pen:
    """Where the terminal's cursor stands, and how it draws: known from what was written.

    Nothing of that is known at first, and after `lift`.
    """

    def __init__(self, looks: Looks, columns: int) -> None:
        self._looks = looks
        self._columns = columns
        self.lift()

    def lift(self) -> None:
        """Forget where the cursor stands and how it draws."""
        self._x, self._y = -1, -1
        self._look: Look | None = None

    def draw(self, y: int, changed: Sequence[int], cells: Sequence[int], room: float, out: bytearray) -> int:
        """Write the changed cells of a row as far as there is room; how many of them were written.

        changed: the columns, ascending. cells: the whole row as it is to be.
        """
        end = len(out) + room
        for done, x in enumerate(changed):
            cell = cells[x]
            if not cell & CODE and x:  # the right half of a wide character comes with the left one
                if done and changed[done - 1] == x - 1:
                    continue
                x, cell = x - 1, cells[x - 1]
            before = (self._x, self._y, self._look)
            written = self._move(x, y, cells) + self._cell(cell)
            if len(out) + len(written) > end:
                self._x, self._y, self._look = before
                return done
            out += written
        return len(changed)

    def _move(self, x: int, y: int, cells: Sequence[int]) -> bytes:
        """The shortest way there."""
        if self._y != y or self._x < 0:
            moved = b"\x1b[%d;%dH" % (y + 1, x + 1) if x else b"\x1b[%dH" % (y + 1) if y else b"\x1b[H"
            if self._x == x and self._y >= 0:
                moved = min(moved, b"\x1b[%dd" % (y + 1), key=len)
        elif self._x == x:
            return b""
        elif x > self._x:
            gap = x - self._x
            moved = b"\x1b[%dC" % gap if gap > 1 else b"\x1b[C"
            again = self._over(cells[self._x : x]) if gap <= LARGEST_GAP else None
            moved = again if again is not None and len(again) <= len(moved) else moved
        else:
            moved = b"\x1b[%dG" % (x + 1)
        self._x, self._y = x, y
        return moved

    def _over(self, cells: Sequence[int]) -> bytes | None:
        """Cells in between drawn again, where that takes no change of look and leaves the place certain."""
        codes = []
        for cell in cells:
            code = cell & CODE
            if not code or not _is_narrow(code) or self._look is None:
                return None
            if self._looks.change(self._look, cell >> CODE_BITS)[0]:
                return None
            codes.append(chr(code))
        return "".join(codes).encode()

    def _cell(self, cell: int) -> bytes:
        """The character, with what makes it look as it should."""
        code, number = cell & CODE, cell >> CODE_BITS
        # A terminal that may have been left in any look is told to begin with its own.
        begin, before = (b"\x1b[m", PLAIN) if self._look is None else (b"", self._look)
        change, self._look = self._looks.change(before, number)
        other = self._looks.other(code, number)
        if other is not None and change:
            otherwise, look = self._looks.change(before, other.number)
            if len(otherwise) + other.longer < len(change):
                change, self._look, code = otherwise, look, other.code
        # Where a character's width is in doubt, or the row has ended, so is the cursor's place.
        self._x = self._x + 1 if _is_narrow(code) and self._x + 1 < self._columns else -1
        return begin + change + chr(code).encode()


def _is_narrow(code: int) -> bool:
    """Whether all terminals have it in one cell: Latin letters, box drawing, blocks and Braille."""
    return code < 0x300 or 0x2500 <= code < 0x25A0 or 0x2800 <= code < 0x2900
