"""Curves laid on the dot columns of a drawing area."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nntui.reduction.curve import Curve

Floats = npt.NDArray[np.floating]
Positions = npt.NDArray[np.float64]


class DotColumns(NamedTuple):
    """Lowest, highest and mean value in each dot column; NaN where there is none."""

    low: Floats
    high: Floats
    mean: Floats


def on_dots(curve: Curve, x_limit: int, dots: int) -> DotColumns:
    """The curve on `dots` columns from step 0 to x_limit; columns that fall on the same dot merge."""
    centres = (np.arange(len(curve.high)) + 0.5) * curve.width
    targets = (centres * (dots / x_limit)).astype(np.int64)
    shown = (targets < dots) & ~np.isnan(curve.high)
    targets = targets[shown]
    out = DotColumns(*(np.full(dots, np.nan) for _ in range(3)))
    if not targets.size:
        return out
    starts = np.concatenate(([0], np.flatnonzero(targets[1:] != targets[:-1]) + 1))
    filled = targets[starts]
    out.low[filled] = np.fmin.reduceat(curve.low[shown], starts)
    out.high[filled] = np.fmax.reduceat(curve.high[shown], starts)
    mean = curve.mean[shown]
    known = ~np.isnan(mean)
    count = np.add.reduceat(known.astype(np.float64), starts)
    total = np.add.reduceat(np.where(known, mean, 0.0).astype(np.float64), starts)
    out.mean[filled] = np.divide(total, count, out=np.full(len(filled), np.nan), where=count > 0)
    return out


def bridged(positions: Positions) -> Positions:
    """The positions with the gaps (NaN) between known ones filled by straight lines."""
    known = np.flatnonzero(~np.isnan(positions))
    if len(known) < 2 or known[-1] - known[0] + 1 == len(known):
        return positions
    inner = np.arange(known[0], known[-1] + 1)
    filled = positions.copy()
    filled[inner] = np.interp(inner, known, positions[known])
    return filled


def peaks(positions: Positions) -> Positions:
    """Those positions that lie above their neighbours, the first of equal ones; NaN instead of the others."""
    before, after = np.append(np.nan, positions[:-1]), np.append(positions[1:], np.nan)
    return np.where((before >= positions) | (after > positions), np.nan, positions)


def on_even_columns(positions: Positions) -> tuple[Positions, Positions]:
    """Lowest and highest position in each dot column where only the even ones, from 0 on, will be seen.

    positions: one a dot column, an even number of them. A peak in an odd column reaches into the even one
    before it, and so does a value that stands alone.
    """
    low, high = positions.copy(), positions.copy()
    even, odd, after = positions[0::2], positions[1::2], np.append(positions[2::2], np.nan)
    moved = np.isnan(even) | (odd > np.fmax(even, after)) | (odd < np.fmin(even, after))
    low[0::2] = np.where(moved, np.fmin(even, odd), even)
    high[0::2] = np.where(moved, np.fmax(even, odd), even)
    return low, high
