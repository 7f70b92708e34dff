"""Sums of a series over blocks of steps, kept so that a long curve need not be read value by value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = 1024
"""Steps of a block; block b holds the steps from b × BLOCK on."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """Whole blocks, ascending. first: step of each. What is no number counts as an infinity, and in no total.

    total, count: of the finite values.
    """

    first: NDArray[np.int64]
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    total: NDArray[np.float64]
    count: NDArray[np.int64]

    def part(self, which: slice | NDArray[np.bool_]) -> Blocks:
        """Some of them."""
        return Blocks(
            self.first[which], self.low[which], self.high[which], self.total[which], self.count[which]
        )


def spikes(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The values, with an infinity for what is no number, so that it is seen, and one zero only."""
    return np.where(np.isnan(values), np.float32(np.inf), values) + np.float32(0)


def blocks_of(first: int, values: NDArray[np.float32]) -> Blocks:
    """The blocks of a series that begins with step `first`; both are multiples of BLOCK."""
    rows = spikes(values).reshape(-1, BLOCK)
    finite = np.isfinite(rows)
    total = np.where(finite, rows, np.float32(0)).sum(axis=1, dtype=np.float64)
    steps = first + BLOCK * np.arange(len(rows), dtype=np.int64)
    return Blocks(steps, rows.min(axis=1), rows.max(axis=1), total, finite.sum(axis=1, dtype=np.int64))


def joined(parts: list[Blocks]) -> Blocks:
    """All of these blocks, one after the other."""
    if not parts:
        return blocks_of(0, np.empty(0, np.float32))
    names = ("first", "low", "high", "total", "count")
    return Blocks(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
