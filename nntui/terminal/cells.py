"""The cells of a screen as numbers, so that two screens are compared by one operation.

A cell is the number of what it looks like, above 21 bits for the code point of its character. The right half
of a wide character has the code point 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nntui.renderables.text import cell_width, visible
from nntui.terminal.settings import Letters

Cells: TypeAlias = npt.NDArray[np.int64]

CODE_BITS = 21
CODE = (1 << CODE_BITS) - 1

BLANK = ord(" ")

UNKNOWN = -1
"""A cell of which nobody knows what it shows, or is to show."""


def blank_screen(rows: int, columns: int) -> Cells:
    """A screen of which nothing is known."""
    return np.full((rows, columns), UNKNOWN, np.int64)


def cells_of(pieces: Sequence[tuple[str, int]], letters: Letters | None = None) -> Cells:
    """The cells of texts side by side, each with the number of its look.

    Nothing in them acts on a terminal, and none is of a width that is in doubt: what is invisible is shown by
    a sign, and what has no width of its own is left out.
    """
    texts, looks, lengths = [], [], []
    for text, look in pieces:
        codes = _codes(text, letters)
        texts.append(codes)
        looks.append(look)
        lengths.append(len(codes) // 4)
    found = np.frombuffer(b"".join(texts), np.uint32).astype(np.int64)
    return found | np.repeat(np.array(looks, np.int64) << CODE_BITS, lengths)


def laid(row: Cells, x: int, cells: Cells) -> Cells:
    """The row with these cells from column x on.

    What lies outside is left out. Of a wide character that is not there as a whole any more a blank is left.
    """
    first, last = max(0, x), min(len(row), x + len(cells))
    found = row.copy()
    if first >= last:
        return found
    found[first:last] = cells[first - x : last - x]
    halves = []
    if not found[first] & CODE:
        halves.append(first)
    if first and not row[first] & CODE:
        halves.append(first - 1)
    if last < len(row) and not row[last] & CODE:
        halves.append(last)
    if last < x + len(cells) and not cells[last - x] & CODE:
        halves.append(last - 1)
    found[halves] = found[halves] >> CODE_BITS << CODE_BITS | BLANK
    return found


@lru_cache(maxsize=8192)
def _codes(text: str, letters: Letters | None) -> bytes:
    """The code points of a text, four bytes a cell."""
    text = visible(text)
    if not text.isascii():
        text = "".join(char if char.isascii() else _in_cells(char, letters) for char in text)
    return text.encode("utf-32-le")


def _in_cells(char: str, letters: Letters | None) -> str:
    """A character for each cell that one fills."""
    width = cell_width(char)
    if letters is not None:
        return chr(letters(ord(char))) * width
    return char if width == 1 else f"{char}\0" if width == 2 else ""
