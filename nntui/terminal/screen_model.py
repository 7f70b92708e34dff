"""What a terminal is to show, what it shows as far as was written, and the way from one to the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nntui.terminal.cells import UNKNOWN, Cells, blank_screen
from nntui.terminal.looks import Looks
from nntui.terminal.pen import Pen
from nntui.terminal.turns import Turn


class Room(NamedTuple):
    """Bytes that a frame may have: all of it, the chart's part, and what leaves room for what comes soon."""

    whole: float
    later: float


CHART_SHARE = 2 / 3
"""Of what numbers leave, where both chart and pictures have changed."""


class ScreenModel:
    """Two screens of cells, and since when their rows differ.

    looks: those that the numbers in the cells are of. `turns` has the turn of each cell.
    """

    def __init__(self, looks: Looks, rows: int = 0, columns: int = 0) -> None:
        self.looks = looks
        self.resize(rows, columns)

    def resize(self, rows: int, columns: int) -> None:
        """Begin anew with a screen of this size, of which nothing is known."""
        self._wanted = blank_screen(rows, columns)
        self.turns = np.full((rows, columns), Turn.NUMBERS, np.int8)
        self._since = np.zeros(rows)
        self._differs: npt.NDArray[np.bool_] = np.zeros(rows, np.bool_)
        self.forget()

    def forget(self) -> None:
        """Whatever the terminal shows, it is not known any more."""
        self._shown = np.full_like(self._wanted, UNKNOWN)
        self._pen = Pen(self.looks, self.columns)
        self._differs[:] = True

    def recolor(self, looks: Looks) -> None:
        """Take cells with other numbers from now on."""
        self.looks = looks
        self.resize(self.rows, self.columns)

    @property
    def rows(self) -> int:
        """Its height."""
        return int(self._wanted.shape[0])

    @property
    def columns(self) -> int:
        """Its width."""
        return int(self._wanted.shape[1])

    @property
    def is_shown(self) -> bool:
        """Whether the terminal shows all that it is to show."""
        return not self._changed().any()

    def paint(self, y: int, x: int, cells: Cells, now: float) -> None:
        """Have these cells be shown from now on; what lies outside is left out."""
        if not 0 <= y < self.rows or x >= self.columns:
            return
        cells = self.looks.settled(cells)[: self.columns - x]
        row = self._wanted[y, x : x + len(cells)]
        if not self._differs[y] and not np.array_equal(row, cells):
            self._differs[y], self._since[y] = True, now
        row[:] = cells

    def frame(self, room: Room) -> tuple[bytes, bool]:
        """What to write next, in so many bytes at most; and whether all is shown then.

        Where there is no room for everything, by turns, and within a turn what has waited longest first.
        """
        changed = self._changed()
        out = bytearray()
        for turn in Turn:
            mask = changed & (self.turns == turn)
            limit = room.whole if turn < Turn.CHART else room.later
            if turn == Turn.CHART and (changed & (self.turns == Turn.PICTURE)).any():
                limit = len(out) + CHART_SHARE * (room.later - len(out))
            self._draw(mask, limit, out)
        self._differs[:] = self._changed().any(axis=1)
        return bytes(out), not self._differs.any()

    def _changed(self) -> npt.NDArray[np.bool_]:
        """The cells that are to show something else than they do."""
        changed: npt.NDArray[np.bool_] = (self._wanted != self._shown) & (self._wanted != UNKNOWN)
        return changed

    def _draw(self, mask: npt.NDArray[np.bool_], limit: float, out: bytearray) -> None:
        """Draw the cells of a mask, as many as there is room for."""
        rows = np.flatnonzero(mask.any(axis=1))
        for y in rows[np.argsort(self._since[rows], kind="stable")].tolist():
            columns = np.flatnonzero(mask[y])
            done = self._pen.draw(y, columns.tolist(), self._wanted[y].tolist(), limit - len(out), out)
            drawn = columns[:done]
            self._shown[y, drawn] = self._wanted[y, drawn]
            if done < len(columns):
                return
