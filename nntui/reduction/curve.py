"""A curve in columns, as it is drawn, and as it is put together from what has changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Curve:
    """Column c stands for the steps from c · width up to the next column's.

    low, high, mean: float32, of the values of those steps; NaN where there are none.
    """

    width: int
    low: Floats
    high: Floats
    mean: Floats

    def __len__(self) -> int:
        return len(self.mean)

    def widened(self, width: int) -> Curve:
        """Neighbours merged until a column is so wide; the means are those of full columns, nearly right."""
        curve = self
        while curve.width < width:
            low, high, mean = (_pairs(part) for part in (curve.low, curve.high, curve.mean))
            with np.errstate(invalid="ignore"):  # infinities that cancel are a NaN
                middle = mean[0] * np.float32(0.5) + mean[1] * np.float32(0.5)
            alone = np.where(np.isnan(mean[0]), mean[1], mean[0])
            merged = np.where(np.isnan(middle), alone, middle)
            curve = Curve(2 * curve.width, np.fmin(*low), np.fmax(*high), merged)
        return curve

    def lengthened(self, columns: int) -> Curve:
        """With empty columns behind, so that there are this many at least."""
        missing = max(0, columns - len(self))
        low, high, mean = (_padded(part, missing) for part in (self.low, self.high, self.mean))
        return Curve(self.width, low, high, mean)

    def changed(self, places: NDArray[np.int64], low: Floats, high: Floats, mean: Floats) -> Curve:
        """With other numbers in some columns, ascending; what lies between columns that are new is empty."""
        curve = self.lengthened(int(places[-1]) + 1 if len(places) else 0)
        for part, numbers in ((curve.low, low), (curve.high, high), (curve.mean, mean)):
            part[places] = numbers
        return curve


def empty_curve(width: int) -> Curve:
    """A curve without columns."""
    return Curve(width, *(np.empty(0, np.float32) for _ in range(3)))


def _padded(part: Floats, missing: int) -> Floats:
    return np.concatenate((part, np.full(missing, np.nan, np.float32)))


def _pairs(part: Floats) -> tuple[Floats, Floats]:
    even = _padded(part, len(part) % 2)
    return even[0::2], even[1::2]
