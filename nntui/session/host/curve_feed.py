"""One curve as one viewer has it, and what is new of it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from nntui.reduction import gaps
from nntui.reduction.blocks import BLOCK, Blocks
from nntui.reduction.columns import Columns
from nntui.reduction.curve import Curve, Floats, empty_curve
from nntui.session.history import LossHistory
from nntui.session.protocol import CurveNews

Piece = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Step numbers and values."""

CLOSE, ROUNDING = 0.01, 1e-6
"""A mean is not sent again that is off by so little of its column's height, and of itself."""

COLUMN_BYTES = 13
HEAD_BYTES = 16


class CurveFeed:
    """Compares what the history holds with what the viewer holds, which it knows to the bit.

    fed: how much was taken in of the history. series: which curve this is, of those that the viewer was sent.
    """

    def __init__(self, capacity: int, series: int) -> None:
        self._capacity = capacity
        self.series = series
        self._begin()

    def _begin(self) -> None:
        self._columns = Columns(self._capacity)
        self._held = empty_curve(1)
        self._begun = False
        self.fed = 0

    def restart(self, series: int) -> None:
        """Begin again where the history was cut."""
        self.series = series
        self._begin()

    def take(self, pieces: Iterable[Piece]) -> None:
        """Add points; `fed` counts them."""
        for steps, values in pieces:
            self._columns.add(steps, values)
            self.fed += len(steps)

    def follow(self, losses: LossHistory) -> None:
        """Add what is new in the history, at no more cost for a long one; `fed` is the newest step."""
        newest = len(losses)
        if not self.fed and self._columns.takes_blocks(newest):
            self._take_blocks(losses.blocks(), losses, newest)
        for steps, values in losses.since(self.fed):
            self._columns.add(steps, values)
            self.fed = int(steps[-1])

    def _take_blocks(self, blocks: Blocks, losses: LossHistory, newest: int) -> None:
        if not len(blocks.first):
            return
        self._columns.add_blocks(blocks.part(slice(0)), newest)
        for steps, values in losses.since(0):
            before = int(np.searchsorted(steps, blocks.first[0]))
            self._columns.add(steps[:before], values[:before])
            if before < len(steps):
                break
        self._columns.add_blocks(blocks, newest)
        self.fed = int(blocks.first[-1]) + BLOCK - 1

    def news(self, room: float) -> tuple[CurveNews | None, bool]:
        """The columns that the viewer does not have, in about so many bytes; and whether these are all."""
        curve = self._curve()
        places, is_new = self._missing(curve)
        most = max(0, int((room - HEAD_BYTES) // COLUMN_BYTES))
        if not len(places) and self._begun and self._held.width == curve.width:
            return None, True
        if not most:
            return None, False
        chosen = np.sort(places[np.lexsort((-places, ~is_new))][:most])
        numbers = [part[chosen] for part in (curve.low, curve.high, curve.mean)]
        self._held = self._held.widened(curve.width).changed(chosen, *numbers)
        self._begun = True
        low, high, mean = (part.astype("<f4").tobytes() for part in numbers)
        packed = low if low == high == mean else low + high + mean
        news = CurveNews(curve.width, self.series, gaps.packed(chosen), packed)
        return news, len(chosen) == len(places)

    def _curve(self) -> Curve:
        cut = self._columns.snapshot()
        return Curve(cut.width, cut.low, cut.high, cut.mean)

    def _missing(self, curve: Curve) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The columns that look different, and which of these differ in more than their mean."""
        held = self._held.widened(curve.width).lengthened(len(curve))
        stretched = ~(same(held.low, curve.low) & same(held.high, curve.high))
        with np.errstate(invalid="ignore"):  # infinities that cancel are a NaN
            spread, off = curve.high - curve.low, np.abs(held.mean - curve.mean)
        bearable = np.where(np.isfinite(spread), CLOSE * spread, 0.0) + ROUNDING * np.abs(curve.mean)
        near = off <= bearable
        places = np.flatnonzero(stretched | ~(near | same(held.mean, curve.mean)))
        return places, stretched[places]


def same(one: Floats, other: Floats) -> NDArray[np.bool_]:
    """Which numbers are the same; NaN is the same as NaN."""
    equal: NDArray[np.bool_] = (one == other) | (np.isnan(one) & np.isnan(other))
    return equal
