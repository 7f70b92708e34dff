"""Bytes that may be written to a terminal far away: so many a second, and not many more at once."""

from __future__ import annotations

from math import inf

AIM = 0.92
"""Of what was asked for: over any five seconds, what was saved up comes on top."""

SAVED_S = 0.5
"""For so long bytes are saved up while little is written: a share of 0.1 in five seconds."""

KEPT_S = 0.06
"""Bytes of so long are kept for what comes first, such as what a key does."""

WORTH_S = 0.1
"""Nothing that can wait is written for less than the bytes of so long."""


class Budget:
    """Fills up with time. rate: bytes a second, infinite where nobody counts them. now: seconds."""

    def __init__(self, rate: float, now: float) -> None:
        self.rate = rate
        self._left = self._most = SAVED_S * rate
        self._at = now

    def left(self, now: float) -> float:
        """Bytes that may be written now."""
        if self.rate == inf:
            return inf
        self._left = min(self._most, self._left + AIM * self.rate * max(0.0, now - self._at))
        self._at = now
        return self._left

    def later(self, now: float) -> float:
        """Bytes that may be written now of what can wait; 0 where they are too few to be worth it."""
        if self.rate == inf:
            return inf
        left = self.left(now) - KEPT_S * self.rate
        return left if left >= WORTH_S * self.rate else 0.0

    def spend(self, size: int, now: float) -> None:
        """Count bytes written."""
        if self.rate < inf:
            self._left = self.left(now) - size

    def wait_s(self, now: float) -> float:
        """Seconds until what can wait is worth being written."""
        if self.rate == inf:
            return 0.0
        needed = (KEPT_S + WORTH_S) * self.rate
        return max(0.0, (needed - self.left(now)) / (AIM * self.rate))
