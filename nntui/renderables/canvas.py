"""A drawing area of characters, each in a role; what is painted later covers what was there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nntui.renderables.braille import BLANK, Mask
from nntui.renderables.rows import Row, Span
from nntui.renderables.runs import runs

EMPTY = "text"


class Canvas:
    """Cells of one character and one role each, and which of them are taken."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.taken = np.zeros((height, width), bool)
        self._characters: npt.NDArray[np.uint32] = np.full((height, width), ord(" "), np.uint32)
        self._roles = np.zeros((height, width), np.uint8)
        self._names = [EMPTY]

    def dots(self, mask: Mask, role: str) -> None:
        """Paint a mask of Braille dots of the whole area where it has any."""
        painted = mask != 0
        self._characters[painted] = mask[painted].astype(np.uint32) + BLANK
        self._roles[painted] = self._number(role)
        self.taken |= painted

    def write(self, row: int, column: int, text: str, role: str) -> None:
        """Write text, one cell a character, from a cell on."""
        cells = slice(column, column + len(text))
        self._characters[row, cells] = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        self._roles[row, cells] = self._number(role)
        self.taken[row, cells] = True

    def column(self, column: int, character: str, role: str) -> None:
        """Fill the cells of a column that are free; they stay free."""
        free = ~self.taken[:, column]
        self._characters[free, column] = ord(character)
        self._roles[free, column] = self._number(role)

    def is_free(self, row: int, start: int, stop: int) -> bool:
        """Whether none of these cells is taken."""
        return not self.taken[row, start:stop].any()

    def rows(self) -> list[Row]:
        """The rows, top first, a span for every stretch of one role."""
        text = self._characters.tobytes().decode("utf-32-le")
        found = []
        for row, stretches in enumerate(runs(self._roles)):
            offset, roles = row * self.width, self._roles[row]
            found.append(
                tuple(Span(text[offset + a : offset + b], self._names[roles[a]]) for a, b in stretches)
            )
        return found

    def _number(self, role: str) -> int:
        if role not in self._names:
            self._names.append(role)
        return self._names.index(role)
