"""The scale of an axis: limits that are round and move in steps, and where values lie between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nntui.renderables.ticks import CLOSE, linear_ticks, log_ticks, round_down, round_up

Values = npt.NDArray[np.floating]

SHRINK = 0.4
"""A scale is drawn anew when the data fill less than this share of it."""

FLOOR = 2.5e-5
"""How far below its top a log scale reaches at most: a loss that goes to zero must not squeeze all else."""

OUTLIER = 100.0
"""A value beyond this many times what the curve began with, and its median, lies off the scale."""

SMALLEST, LARGEST = 1e-100, 1e100
"""Sizes that are told apart: float32 values, and room for round numbers around them."""


@dataclass(frozen=True)
class Scale:
    """The limits of an axis, linear or logarithmic."""

    low: float
    high: float
    log: bool = False

    @staticmethod
    def fit(values_low: Values, values_high: Values, log: bool, previous: Scale | None) -> Scale:
        """The scale for columns from these lows to these highs, oldest first; what is not finite is skipped.

        The previous scale is kept while the data lie within it and fill enough of it: a chart stands still.
        """
        lows, highs = _finite(values_low), _finite(values_high)
        if previous is not None and previous.log != log:
            previous = None
        if not lows.size or not highs.size or (log and highs.max() <= SMALLEST):
            return previous or Scale(0.001 if log else 0.0, 1.0, log)
        high = _top(highs)
        wanted = _log_limits(float(lows.min()), high) if log else _linear_limits(float(lows.min()), high)
        return previous if previous is not None and previous._holds(*wanted) else _rounded(*wanted, log)

    def positions(self, values: npt.ArrayLike, cells: int) -> npt.NDArray[np.float64]:
        """Where values lie: 0 at the low end, `cells` at the high end, no further. NaN stays NaN."""
        exact = np.asarray(values, np.float64)
        share = self._share(np.clip(exact, self.low, self.high))
        return np.asarray(share * cells)

    def beyond(self, values: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Which values lie above the high end, or are infinite."""
        return np.asarray(values, np.float64) > self.high + CLOSE * (self.high - self.low)

    def ticks(self, count: int) -> tuple[float, ...]:
        """At most `count` round values between the limits."""
        return (log_ticks if self.log else linear_ticks)(self.low, self.high, count)

    def _share(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        if not self.log:
            return (values - self.low) / (self.high - self.low)
        return np.log10(values / self.low) / math.log10(self.high / self.low)

    def _holds(self, low: float, high: float) -> bool:
        """Whether data from low to high lie within, and fill enough."""
        if low < self.low or high > self.high:
            return False
        below, above = self._share(np.array([low, high]))
        return bool(above - below >= SHRINK)


def _finite(values: Values) -> npt.NDArray[np.float64]:
    exact = np.asarray(values, np.float64)
    return np.clip(exact[np.isfinite(exact)], -LARGEST, LARGEST)


def _top(highs: npt.NDArray[np.float64]) -> float:
    """The largest value that is no far outlier."""
    usual = OUTLIER * max(float(highs[0]), float(np.median(highs)))
    largest = float(highs.max())
    return min(largest, usual) if usual > 0 else largest


def _linear_limits(low: float, high: float) -> tuple[float, float]:
    """What a linear scale must hold: zero where the data come near it, never less than 2 % of their size."""
    if 0 <= low < high / 2:
        low = 0.0
    size = max(abs(low), abs(high))
    if size <= SMALLEST:
        return 0.0, 1.0
    spare = max(0.0, 0.02 * size - (high - low)) / 2
    return low - spare, high + spare


def _log_limits(low: float, high: float) -> tuple[float, float]:
    """What a log scale must hold: at least a factor of five, at most down to the floor."""
    return max(min(low, high / 5), high * FLOOR), high


def _rounded(low: float, high: float, log: bool) -> Scale:
    if log:
        return Scale(round_down(low), round_up(high), log=True)
    step = round_up((high - low) / 5)
    return Scale(step * math.floor(low / step + CLOSE), step * math.ceil(high / step - CLOSE))
