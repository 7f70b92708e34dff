"""Round numbers along an axis, and how they read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from nntui.numbers import rate

FACTORS = (1.0, 2.0, 5.0, 10.0)
CLOSE = 1e-6
"""Numbers that differ by less than this share are one: few round numbers are exact in float32."""


def round_up(value: float) -> float:
    """The smallest of …, 0.1, 0.2, 0.5, 1, 2, 5, … that is no smaller than a positive value."""
    decade = 10.0 ** math.floor(math.log10(value))
    return next(factor * decade for factor in FACTORS if factor * decade >= value * (1 - CLOSE))


def round_down(value: float) -> float:
    """The largest of …, 0.1, 0.2, 0.5, 1, 2, 5, … that is no larger than a positive value."""
    decade = 10.0 ** math.floor(math.log10(value))
    return next(factor * decade for factor in reversed(FACTORS) if factor * decade <= value * (1 + CLOSE))


def linear_ticks(low: float, high: float, count: int) -> tuple[float, ...]:
    """As many multiples of one round number from low to high as fit in `count`."""
    step = round_up((high - low) / max(1, count))
    first, last = _multiples(low, high, step)
    if last - first >= count:
        step = round_up(1.5 * step)
        first, last = _multiples(low, high, step)
    return tuple(number * step for number in range(first, last + 1))


def log_ticks(low: float, high: float, count: int) -> tuple[float, ...]:
    """At most `count` powers of ten from low to high, or 1, 2, 5 steps where fewer than two powers fit."""
    first, last = math.ceil(math.log10(low) - CLOSE), math.floor(math.log10(high) + CLOSE)
    values = [10.0**exponent for exponent in range(first, last + 1)]
    if len(values) < 2:
        steps = [factor * 10.0**decade for decade in range(first - 1, last + 1) for factor in FACTORS[:3]]
        values = [value for value in steps if low * (1 - CLOSE) <= value <= high * (1 + CLOSE)]
    return tuple(values[:: max(1, -(-len(values) // max(1, count)))])


def tick_labels(values: Sequence[float], *, log: bool) -> tuple[str, ...]:
    """What stands beside ticks: on a linear axis equally many decimals, on a log axis the shortest form."""
    if log or not values:
        return tuple(map(rate, values))
    largest = max(map(abs, values))
    step = min((abs(b - a) for a, b in pairwise(values)), default=largest)
    if largest == 0 or step == 0:
        return tuple(map(rate, values))
    if not 0.001 <= step <= largest < 10_000:
        return tuple(map(rate, values))
    decimals = max(0, -math.floor(math.log10(step) + CLOSE))
    return tuple("0" if value == 0 else f"{value:.{decimals}f}" for value in values)


def _multiples(low: float, high: float, step: float) -> tuple[int, int]:
    """The first and the last multiple of a step from low to high."""
    return math.ceil(low / step - CLOSE), math.floor(high / step + CLOSE)
