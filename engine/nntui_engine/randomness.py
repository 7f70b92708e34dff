"""Random numbers that depend on where they are used, never on what was drawn before.

A counter-based generator (Philox 4×64: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
SC 2011) is set to a place (stream, index, part) and read from there. Nothing has to be remembered, so the
future of a run is a function of its state alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

PIECE = 8192
"""Words drawn at a time where there are many: 64 KB, which the cache keeps until they are used."""


class Stream(IntEnum):
    """Who draws; each has numbers of its own."""

    WEIGHTS = 1
    ORDER = 2
    DROPOUT = 3
    SEARCH = 4


class RandomSource:
    """Bits for one seed, at any place of any stream.

    Only `random_raw` is used: NumPy keeps a bit stream the same from version to version, but not what its
    distributions and permutations make of it.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        # One generator, moved about: building one costs ten times as much as setting its counter.
        self._generator = np.random.Philox(key=seed)
        # As new: no numbers are left over from a draw before.
        self._state = self._generator.state

    def raw(self, count: int, stream: Stream, index: int, part: int = 0) -> NDArray[np.uint64]:
        """`count` words of 64 random bits from the place (stream, index, part)."""
        self._go_to(stream, index, part)
        return self._generator.random_raw(count)

    def pieces(self, count: int, stream: Stream, index: int, part: int = 0) -> Iterator[NDArray[np.uint64]]:
        """The same words, PIECE at a time and the rest, before anything else is drawn."""
        self._go_to(stream, index, part)
        for start in range(0, count, PIECE):
            yield self._generator.random_raw(min(PIECE, count - start))

    def uniform(self, count: int, stream: Stream, index: int, part: int = 0) -> NDArray[np.float64]:
        """`count` numbers in [0, 1), 53 bits each."""
        words = self.raw(count, stream, index, part) >> np.uint64(11)
        return words.astype(np.float64) * 2.0**-53

    def normal(self, count: int, stream: Stream, index: int, part: int = 0) -> NDArray[np.float64]:
        """`count` standard normal numbers (Box and Muller, Ann. Math. Stat. 29, 1958)."""
        half = (count + 1) // 2
        drawn = self.uniform(2 * half, stream, index, part)
        radius = np.sqrt(-2.0 * np.log1p(-drawn[:half]))
        angle = 2.0 * np.pi * drawn[half:]
        both: NDArray[np.float64] = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])
        return both[:count]

    def order(self, count: int, stream: Stream, index: int) -> NDArray[np.intp]:
        """The numbers 0 to count − 1 in a random order."""
        return np.argsort(self.raw(count, stream, index), kind="stable")

    def _go_to(self, stream: Stream, index: int, part: int) -> None:
        # The low word counts upwards as numbers are drawn; the others say where we are.
        self._state["state"]["counter"][:] = (0, index, part, stream)
        self._generator.state = self._state
