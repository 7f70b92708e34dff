"""What is found along each row of a matrix, in the ways that take NumPy the least time."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import Array, DTypeLike


class AlongRows:
    """The largest number and the sum of every row of a matrix (rows, numbers).

    To find where the largest stands and to fetch it takes less than half as long as NumPy's maximum of short
    rows, and a product with ones a third of its sum (measured).
    """

    def __init__(self, rows: int, numbers: int, dtype: DTypeLike) -> None:
        self.starts = np.arange(rows) * numbers
        """Where each row begins, counted from the first number of all."""
        self._places = np.zeros(rows, np.intp)
        self._largest: Array = np.zeros((rows, 1), dtype)
        self._sums: Array = np.zeros((rows, 1), dtype)
        self._ones: Array = np.ones((numbers, 1), dtype)

    def largest(self, x: Array) -> Array:
        """(rows, 1), overwritten by the next call; NaN where there is one."""
        x.argmax(axis=1, out=self._places)
        self._places += self.starts
        # "clip" spares NumPy a copy: the places are in range.
        x.take(self._places, out=self._largest[:, 0], mode="clip")
        return self._largest

    def sums(self, x: Array) -> Array:
        """(rows, 1), overwritten by the next call."""
        return np.matmul(x, self._ones, out=self._sums)

    def softmax(self, x: Array) -> Array:
        """eˣ ÷ Σ eˣ along each row, in place. The largest is subtracted first, so that nothing overflows."""
        x -= self.largest(x)
        np.exp(x, out=x)
        x /= self.sums(x)
        return x
