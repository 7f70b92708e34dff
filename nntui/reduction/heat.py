"""Heat maps made small: a matrix averaged over blocks and cut into a few steady levels."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.floating]
Levels = npt.NDArray[np.int8]

NOT_A_NUMBER = -128
"""The level of a cell whose value is NaN."""

NICE = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
SHRINK = 0.6
STICK = 0.75


def pool(matrix: Matrix, max_rows: int, max_cols: int, tile: tuple[int, int] | None = None) -> Matrix:
    """A matrix of at most (max_rows, max_cols) cells, each the mean of a block.

    Blocks are equal and of whole rows and columns; the last ones of each tile may be smaller. tile: see
    `block_shape`.
    """
    shape = (matrix.shape[0], matrix.shape[1])
    tall, wide = block_shape(shape, max_rows, max_cols, tile)
    if tall == wide == 1:
        return matrix
    high, broad = tile or shape
    with np.errstate(invalid="ignore"):  # a block that holds both infinities is a NaN
        means = _row_means(_row_means(matrix, tall, high).T, wide, broad).T
    return means.astype(matrix.dtype)


def block_shape(
    shape: tuple[int, int], max_rows: int, max_cols: int, tile: tuple[int, int] | None = None
) -> tuple[int, int]:
    """How many rows and columns of a matrix make a cell, so that at most so many cells are needed.

    tile: how many rows and columns belong together; no cell is made of parts of two.
    """
    (rows, cols), (high, wide) = shape, tile or shape
    return _block(rows, high, max_rows), _block(cols, wide, max_cols)


def _block(length: int, tile: int, room: int) -> int:
    """The smallest block that leaves so many cells, of a part of a tile or else of whole tiles."""
    tiles = -(-length // tile)
    if tiles > room:
        return -(-tiles // room) * tile
    return -(-tile // (room // tiles))


def quantise(
    matrix: Matrix, levels: int, scale: float | None, previous: Levels | None
) -> tuple[Levels, float]:
    """Levels 0 … levels-1 with zero in the middle, and the value at their ends.

    levels: an odd number. scale, previous: what the last call gave, or None. A cell leaves its level only
    when it moved by more than three quarters of one, and the scale moves in steps: the picture stands still.
    NaN becomes NOT_A_NUMBER, an infinity the outermost level.
    """
    fitted = fit_scale(matrix, scale)
    half = (levels - 1) // 2
    exact = np.clip(matrix.astype(np.float64) / fitted, -1.0, 1.0) * half + half
    nearest = np.rint(exact)
    if fitted == scale and previous is not None and previous.shape == matrix.shape:
        nearest = np.where(np.abs(exact - previous) > STICK, nearest, previous)
    return np.where(np.isnan(exact), NOT_A_NUMBER, nearest).astype(np.int8), fitted


def fit_scale(matrix: Matrix, previous: float | None) -> float:
    """The value at the outermost level: kept while the largest size lies within 60 to 100 % of it."""
    finite = matrix[np.isfinite(matrix)]
    largest = float(np.abs(finite).max()) if finite.size else 0.0
    if largest == 0.0:
        return 1.0 if previous is None else previous
    if previous is not None and SHRINK * previous < largest <= previous:
        return previous
    return _nice(1.05 * largest)


def _nice(value: float) -> float:
    """The smallest round number that is no smaller; neighbours differ by less than 1 / SHRINK."""
    decade = 10.0 ** math.floor(math.log10(value))
    return next((factor * decade for factor in NICE if factor * decade >= value), value)


def _row_means(matrix: Matrix, block: int, tile: int) -> npt.NDArray[np.float64]:
    """The means of every `block` rows of a tile and of those left over in it, or of several whole tiles."""
    length = len(matrix)
    within = np.arange(0, tile, block) if block < tile else np.zeros(1, np.intp)
    starts = (np.arange(0, length, max(tile, block))[:, None] + within).reshape(-1)
    starts = starts[starts < length]
    sums = np.add.reduceat(matrix, starts, axis=0, dtype=np.float64)
    means: npt.NDArray[np.float64] = sums / np.diff(starts, append=length)[:, None]
    return means
