"""A heat map as it is drawn, and as it is put together from what has changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nntui.reduction.heat import NOT_A_NUMBER, Levels


@dataclass(frozen=True)
class HeatMap:
    """A picture of a layer as int8 levels, row by row.

    0 is −scale, the last level is +scale, the middle is zero, −128 is NaN. shape: of the whole matrix.
    factors: how many rows and columns of it make a cell. picture: which one it is, by its name. tile: how
    many rows and columns of the matrix belong together, None where all do.
    """

    layer: str
    rows: int
    columns: int
    levels: bytes
    scale: float
    shape: tuple[int, int]
    factors: tuple[int, int]
    picture: str = "weight"
    tile: tuple[int, int] | None = None

    @property
    def tile_cells(self) -> tuple[int, int]:
        """How many rows and columns of cells a tile is; 0 where a cell is made of several."""
        if self.tile is None:
            return 0, 0
        rows, columns = (
            -(-side // factor) if factor <= side else 0
            for side, factor in zip(self.tile, self.factors, strict=True)
        )
        return rows, columns

    @property
    def tiles(self) -> int:
        """How many tiles it has: 1 where all belongs together."""
        high, wide = self.tile or self.shape
        return (self.shape[0] // high) * (self.shape[1] // wide)


def rescaled(levels: Levels, shades: int, old: float, new: float) -> Levels:
    """The levels that stand for about the same values on another scale."""
    half = (shades - 1) // 2
    moved = np.clip(np.rint((levels.astype(np.float64) - half) * (old / new)), -half, half) + half
    return np.where(levels == NOT_A_NUMBER, NOT_A_NUMBER, moved).astype(np.int8)
