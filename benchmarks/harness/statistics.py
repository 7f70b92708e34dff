"""The few statistics that tables of timings need."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

__all__ = ["median", "percentile", "quartiles"]


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that at least `percent` (1 to 100) of 100 values do not exceed.

    The nearest-rank percentile (Hyndman and Fan 1996, definition 1): always a value that was measured, and
    with few values the 99th is their maximum. Raises ValueError for no values and outside 1 to 100.
    """
    if not values:
        raise ValueError("a percentile of no values was asked for")
    if not 1 <= percent <= 100:
        raise ValueError(f"the {percent}th percentile was asked for: percentiles go from 1 to 100")
    rank = -(-percent * len(values) // 100)
    return sorted(values)[rank - 1]


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """Return the lower and the upper quartile, by nearest rank."""
    return percentile(values, 25), percentile(values, 75)
