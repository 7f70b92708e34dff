"""Any number of steps in a fixed number of columns: lowest, highest and mean of each, no spike lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nntui.reduction.blocks import BLOCK as STEPS_A_BLOCK
from nntui.reduction.blocks import Blocks, spikes

Floats = npt.NDArray[np.float32]
Steps = npt.NDArray[np.int64]

BLOCK = 1 << 16
"""Values taken in at a time, so that what is worked on stays in the processor's cache."""


@dataclass(frozen=True, eq=False)
class ColumnsSlice:
    """Columns `first` and on, `width` steps each, up to the newest one filled.

    low, high, mean: float32, one a column; NaN where a column is empty. The mean is of the finite values. A
    value that is no number counts as an infinity, so that it is seen as a spike.
    """

    width: int
    first: int
    low: Floats
    high: Floats
    mean: Floats


class Columns:
    """The columns of one series. Column i holds steps i × width up to (i + 1) × width.

    When a step lies beyond the last column, the width doubles and neighbours merge. That happens at the same
    step however the series is cut into pieces, so the columns depend on the series alone.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError(f"a curve needs at least one column, not {capacity}")
        self.capacity = capacity
        self.width = 1
        self._filled = 0
        size = capacity + capacity % 2  # pairs merge, so the number kept is even
        self._low = np.full(size, np.nan, np.float32)
        self._high = np.full(size, np.nan, np.float32)
        self._sum = np.zeros(size, np.float64)
        self._count = np.zeros(size, np.int64)

    def add(self, steps: Steps, values: Floats) -> None:
        """Take in the values of some steps: ascending, none before those already taken in."""
        start = 0
        while start < len(steps):
            block = steps[start : start + BLOCK]
            fitting = int(np.searchsorted(block, self.capacity * self.width))
            if fitting:
                self._fill(block[:fitting] // self.width, values[start : start + fitting])
                start += fitting
            else:
                self._merge()

    def takes_blocks(self, newest: int) -> bool:
        """Whether the columns that hold this step are made of whole blocks."""
        return newest >= self.capacity * STEPS_A_BLOCK // 2

    def add_blocks(self, blocks: Blocks, newest: int) -> None:
        """Take in blocks of a series that goes on to a step as far as `takes_blocks` wants it."""
        while newest >= self.capacity * self.width:
            self._merge()
        if not len(blocks.first):
            return
        buckets = blocks.first // self.width
        starts, filled = _runs(buckets)
        self._stretch(
            filled, np.minimum.reduceat(blocks.low, starts), np.maximum.reduceat(blocks.high, starts)
        )
        np.add.at(self._sum, buckets, blocks.total)
        np.add.at(self._count, buckets, blocks.count)

    def snapshot(self, first_bucket: int = 0) -> ColumnsSlice:
        """A copy of the columns from this one on."""
        part = slice(first_bucket, max(first_bucket, self._filled))
        count = self._count[part]
        mean = np.full(len(count), np.nan, np.float32)
        np.divide(self._sum[part], count, out=mean, where=count > 0, casting="same_kind")
        return ColumnsSlice(self.width, first_bucket, self._low[part].copy(), self._high[part].copy(), mean)

    def _fill(self, buckets: Steps, values: Floats) -> None:
        """Add values to their columns; sums are taken one by one, in order, so that no cut changes a bit."""
        starts, filled = _runs(buckets)
        seen = spikes(values)
        self._stretch(filled, np.minimum.reduceat(seen, starts), np.maximum.reduceat(seen, starts))
        finite = np.isfinite(values)
        if not finite.all():
            buckets, values = buckets[finite], values[finite]
        np.add.at(self._sum, buckets, values.astype(np.float64))
        self._count += np.bincount(buckets, minlength=len(self._count))

    def _stretch(self, filled: Steps, low: Floats, high: Floats) -> None:
        """Have columns reach as low and as high as this."""
        self._low[filled] = np.fmin(self._low[filled], low)
        self._high[filled] = np.fmax(self._high[filled], high)
        self._filled = int(filled[-1]) + 1

    def _merge(self) -> None:
        """Double the width: every pair of columns becomes one."""
        half = len(self._low) // 2
        self._low[:half] = np.fmin(self._low[0::2], self._low[1::2])
        self._high[:half] = np.fmax(self._high[0::2], self._high[1::2])
        self._sum[:half] = self._sum[0::2] + self._sum[1::2]
        self._count[:half] = self._count[0::2] + self._count[1::2]
        self._low[half:] = self._high[half:] = np.nan
        self._sum[half:] = self._count[half:] = 0
        self._filled = (self._filled + 1) // 2
        self.width *= 2


def _runs(buckets: Steps) -> tuple[npt.NDArray[np.intp], Steps]:
    """Where each column's values begin in a series, and which columns these are."""
    starts = np.concatenate(([0], np.flatnonzero(buckets[1:] != buckets[:-1]) + 1))
    return starts, buckets[starts]
