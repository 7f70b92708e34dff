"""What a viewer far away may use of its link, which it shares with others: a budget in bytes."""

from __future__ import annotations

FAR_S = 0.01
"""A viewer whose round trip takes longer is far away; on its own machine nobody counts bytes."""

RATE = 1700.0
"""Bytes a second for frames; with what the viewer answers, less than 2,000."""

SAVED = 2500.0
"""Bytes that are saved up while little happens: enough for a first picture."""


class Allowance:
    """Fills up with time. Figures are sent in any case; all else only from what is left."""

    def __init__(self, now: float) -> None:
        self._left = SAVED
        self._at = now

    def left(self, now: float) -> float:
        """Bytes that may be used now; below 0 where more was used."""
        self._left = min(SAVED, self._left + RATE * (now - self._at))
        self._at = now
        return self._left

    def use(self, size: int, now: float) -> None:
        """Count bytes sent."""
        self._left = self.left(now) - size

    def wait_s(self, now: float, least: float) -> float:
        """Seconds until so much is left."""
        return max(0.0, (least - self.left(now)) / RATE)
