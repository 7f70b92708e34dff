"""Curves as Braille characters: two columns and four rows of dots to a cell."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.float64]
Mask = npt.NDArray[np.uint8]

DOTS_ACROSS, DOTS_DOWN = 2, 4
BLANK = 0x2800
"""The Braille character without dots, to which a mask is added (Unicode block U+2800: bit k is dot k + 1)."""

LEFT = np.uint8(0x47)
"""The dots of the left column: of a line they leave every second dot."""

HATCH = np.array([0x81, 0x14], np.uint8)
"""One dot in each column of two cells: lines that rise, across a curve that falls."""

_COLUMN_OF_BIT = np.array([0, 0, 0, 1, 1, 1, 0, 1])
_ROW_OF_BIT = np.array([0, 1, 2, 0, 1, 2, 3, 3])


def raster(low: Positions, high: Positions, height: int) -> Mask:
    """The dots, as (height, columns / 2) masks, of a curve that fills each dot column from low to high.

    low, high: one a dot column, from 0 at the bottom to 4 × height at the top; NaN where there is nothing.
    Neighbours that do not touch are connected, each half of the way.
    """
    drawn = ~(np.isnan(low) | np.isnan(high))
    bottom, top = _connected(_dot(low, drawn, height), _dot(high, drawn, height), drawn)
    top[~drawn] = -1
    rows = DOTS_DOWN * height - 1 - (DOTS_DOWN * np.arange(height) + _ROW_OF_BIT[:, None])  # (bit, height)
    bottoms = bottom.reshape(-1, DOTS_ACROSS)[:, _COLUMN_OF_BIT].T[:, None, :]  # (bit, 1, width)
    tops = top.reshape(-1, DOTS_ACROSS)[:, _COLUMN_OF_BIT].T[:, None, :]
    inside = (rows[:, :, None] >= bottoms) & (rows[:, :, None] <= tops)  # (bit, height, width)
    mask: Mask = np.packbits(inside, axis=0, bitorder="little")[0]
    return mask


def hatched(mask: Mask) -> Mask:
    """Every fourth dot of an area, one in each column of a cell."""
    return mask & np.resize(HATCH, mask.shape[1])


def _dot(positions: Positions, drawn: npt.NDArray[np.bool_], height: int) -> npt.NDArray[np.int64]:
    """The row of dots, from the bottom, in which each position lies."""
    return np.clip(np.where(drawn, positions, 0.0).astype(np.int64), 0, DOTS_DOWN * height - 1)


def _connected(
    bottom: npt.NDArray[np.int64], top: npt.NDArray[np.int64], drawn: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The spans made longer where a neighbour lies beyond their ends."""
    both = drawn[1:] & drawn[:-1]
    rises, falls = both & (bottom[1:] > top[:-1]), both & (top[1:] < bottom[:-1])
    middle_up, middle_down = (top[:-1] + bottom[1:]) // 2, (bottom[:-1] + top[1:]) // 2
    longer_bottom, longer_top = bottom.copy(), top.copy()
    np.maximum(longer_top[:-1], middle_up, out=longer_top[:-1], where=rises)
    np.minimum(longer_bottom[1:], middle_up + 1, out=longer_bottom[1:], where=rises)
    np.maximum(longer_top[1:], middle_down, out=longer_top[1:], where=falls)
    np.minimum(longer_bottom[:-1], middle_down + 1, out=longer_bottom[:-1], where=falls)
    return longer_bottom, longer_top
