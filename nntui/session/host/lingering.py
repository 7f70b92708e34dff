"""How long a host stays whose run is finished: for a while after its last viewer left."""

from __future__ import annotations

from collections.abc import Callable

LINGER_S = 10.0
"""Time enough to attach again after a lost connection."""


class Lingering:
    """Only a finished run ends by itself: one that runs, is paused or has diverged waits for its person.

    clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float], linger_s: float = LINGER_S) -> None:
        self._clock = clock
        self._linger_s = linger_s
        self._alone_since: float | None = None

    def left_s(self, *, finished: bool, viewers: int) -> float | None:
        """Seconds until the host is to end: 0 for now, None for not by itself."""
        if not finished or viewers:
            self._alone_since = None
            return None
        now = self._clock()
        if self._alone_since is None:
            self._alone_since = now
        return max(0.0, self._alone_since + self._linger_s - now)
