"""How long to wait between two tries to connect."""

from __future__ import annotations

DELAYS_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Before the first try after a loss, the second, …; the last one is for all that follow."""

SETTLED_S = 5.0
"""A connection that held for so long was a good one: after it the delays begin anew."""


class Backoff:
    """Counts tries. A connection that breaks again at once does not count as one."""

    def __init__(self) -> None:
        self._tries = 0

    def delay_s(self) -> float:
        """How long to wait before the next try; each call counts one."""
        delay = DELAYS_S[min(self._tries, len(DELAYS_S) - 1)]
        self._tries += 1
        return delay

    def held(self, seconds: float) -> None:
        """A connection is lost that held for so many seconds."""
        if seconds >= SETTLED_S:
            self._tries = 0

    def at_once(self) -> None:
        """Somebody wants to see it tried now."""
        self._tries = 0
