"""What a terminal is to show, what it shows as far as was written, and the way from one to the other."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nntui.terminal.cells import UNKNOWN, Cells, blank_screen, laid
from nntui.terminal.looks import Looks
from nntui.terminal.pen import Pen
from nntui.terminal.turns import Turn

Mask = npt.NDArray[np.bool_]


class Room(NamedTuple):
    """Bytes that a frame may have: all of it, and what charts and pictures may have of it.

    The second leaves room for what comes soon.
    """

    whole: float
    later: float


CHART_SHARE = 2 / 3
"""Of what numbers leave, where both chart and pictures have changed."""


class ScreenModel:
    """Two screens of cells, and since when each cell differs.

    looks: those that the numbers in the cells are of. `turns` has the turn of each cell.
    """

    def __init__(self, looks: Looks, rows: int = 0, columns: int = 0) -> None:
        self._looks = looks
        self.resize(rows, columns)

    def resize(self, rows: int, columns: int) -> None:
        """Begin anew with a screen of this size, of which nothing is known."""
        self._wanted = blank_screen(rows, columns)
        self.turns = np.full((rows, columns), Turn.NUMBERS, np.int8)
        self._since = np.zeros((rows, columns))
        self._chart_ahead = 0.0
        self.forget()

    def forget(self) -> None:
        """Whatever the terminal shows, it is not known any more."""
        self._shown = np.full_like(self._wanted, UNKNOWN)
        self._pen = Pen(self._looks, self.columns)

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
        if not 0 <= y < self.rows or max(0, x) >= min(self.columns, x + len(cells)):
            return
        before, shown = self._wanted[y], self._shown[y]
        row = self._looks.settled(laid(before, x, cells))
        self._since[y, (before == shown) & (row != shown)] = now
        self._wanted[y] = row

    def frame(self, room: Room) -> tuple[bytes, bool]:
        """What to write next, in so many bytes at most; and whether all is shown then.

        Where there is no room for everything, by turns, and within a turn what has waited longest first.
        """
        changed = self._changed()
        out = bytearray()
        for turn in (Turn.FIRST, Turn.NUMBERS):
            self._draw(changed & (self.turns == turn), room.whole, out)
        chart, picture = changed & (self.turns == Turn.CHART), changed & (self.turns == Turn.PICTURE)
        if chart.any() and picture.any():
            self._share(chart, picture, min(room), out)
        else:
            self._draw(chart | picture, min(room), out)
        return bytes(out), self.is_shown

    def _share(self, chart: Mask, picture: Mask, limit: float, out: bytearray) -> None:
        """Draw both, neither of them at the cost of the other.

        Where a share is too small for a single cell, one has the room of both, and the other that of a frame
        that follows.
        """
        begin = len(out)
        share = CHART_SHARE * (limit - begin) - self._chart_ahead
        self._draw(chart, min(limit, begin + share), out)
        if len(out) == begin and self._chart_ahead <= 0:
            self._draw(chart, limit, out)
        middle = len(out)
        self._draw(picture, limit, out)
        ahead = self._chart_ahead + middle - begin - CHART_SHARE * (len(out) - begin)
        self._chart_ahead = 0.0 if self.is_shown else max(ahead, min(0.0, begin - limit))

    def _changed(self) -> Mask:
        """The cells that are to show something else than they do."""
        changed: Mask = self._wanted != self._shown
        return changed

    def _draw(self, mask: Mask, limit: float, out: bytearray) -> None:
        """Draw the cells of a mask, as many as there is room for."""
        rows = np.flatnonzero(mask.any(axis=1))
        since = np.where(mask, self._since, inf)
        oldest = since[rows].min(axis=1, initial=inf)
        for y in rows[np.argsort(oldest, kind="stable")].tolist():
            columns = np.flatnonzero(mask[y])
            # A row that was begun goes on where it was left off.
            columns = np.roll(columns, -int(np.argmin(since[y, columns])))
            done = self._pen.draw(y, columns.tolist(), self._wanted[y].tolist(), limit - len(out), out)
            drawn = columns[:done]
            self._shown[y, drawn] = self._wanted[y, drawn]
            if done < len(columns):
                return
