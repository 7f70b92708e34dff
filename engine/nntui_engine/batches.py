"""Which rows the next batch holds: a function of the seed, the epoch and the rows already used in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nntui_engine.randomness import RandomSource, Stream


class Batches:
    """The training rows in the order of each epoch.

    An epoch's order depends on (seed, epoch) only. A batch is the next `size` rows of it; the last of an
    epoch is smaller, and kept.
    """

    def __init__(self, rows: int, source: RandomSource) -> None:
        self.rows = rows
        self.epochs_done = 0
        self.rows_used = 0
        self._source = source
        self._ordered_epoch = -1
        self._order: NDArray[np.intp] = np.zeros(0, np.intp)

    def peek(self, size: int) -> NDArray[np.intp]:
        """The row numbers of the next batch."""
        if self._ordered_epoch != self.epochs_done:
            self._order = self._source.order(self.rows, Stream.ORDER, self.epochs_done)
            self._ordered_epoch = self.epochs_done
        return self._order[self.rows_used : self.rows_used + size]

    def advance(self, size: int) -> bool:
        """Count that batch as used; True where it ended the epoch."""
        self.rows_used += size
        if self.rows_used < self.rows:
            return False
        self.epochs_done += 1
        self.rows_used = 0
        return True
