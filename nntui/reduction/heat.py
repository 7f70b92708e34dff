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

    Blocks are equal and of whole rows and columns; the last ones may be smaller. tile: see `block_shape`.
    """
    tall, wide = block_shape((matrix.shape[0], matrix.shape[1]), max_rows, max_cols, tile)
    if tall == wide == 1:
        return matrix
    with np.errstate(invalid="ignore"):  # a block that holds both infinities is a NaN
        means = _row_means(_row_means(matrix, tall).T, wide).T
    return means.astype(matrix.dtype)


def block_shape(
    shape: tuple[int, int], max_rows: int, max_cols: int, tile: tuple[int, int] | None = None
) -> tuple[int, int]:
    """How many rows and columns of a matrix make a cell, so that at most so many cells are needed.

    tile: how many rows and columns belong together; no cell is made of parts of two.
    """
    (rows, cols), (high, wide) = shape, tile or shape
    tall = _aligned(-(-rows // max_rows), high, rows)
    return tall, _aligned(-(-cols // max_cols), wide, cols)


def _aligned(block: int, tile: int, length: int) -> int:
    """The smallest block from `block` on that tiles are made of, or that is made of whole ones."""
    if tile >= length:
        return block
    within = next((each for each in range(block, tile + 1) if tile % each == 0), None)
    return -(-block // tile) * tile if within is None else within


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


def _row_means(matrix: Matrix, factor: int) -> npt.NDArray[np.float64]:
    """The means of every `factor` rows and of those left over."""
    whole = len(matrix) // factor * factor
    blocks = matrix[:whole].reshape(-1, factor, matrix.shape[1])
    means: npt.NDArray[np.float64] = blocks.mean(axis=1, dtype=np.float64)
    if whole == len(matrix):
        return means
    return np.vstack([means, matrix[whole:].mean(axis=0, dtype=np.float64)])
