"""Whether the other end of a connection is heard, and how long an answer takes."""

from __future__ import annotations

from math import floor

PING_S = 1.0
"""Between two pings."""

STALE_S = 2.5
"""Nothing heard for so long, not even an answer to a ping, is said on the screen."""

DEAD_S = 10.0
"""Nothing heard for so long: the connection is given up."""

ASLEEP_S = 2.0
"""Who looks at the clock so late was stopped, and what was said meanwhile is yet to be read."""


class Pulse:
    """Listens for signs of life. Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._number = 0
        self._waiting: dict[int, float] = {}
        self._heard = self._looked = 0.0
        self._ping_at = 0.0
        self._round_trip_s = 0.0

    def begin(self, now: float) -> None:
        """There is a new connection."""
        self._waiting.clear()
        self._heard = self._looked = now
        self._ping_at = now

    def heard(self, now: float) -> None:
        """Something has arrived."""
        self._heard = self._looked = now

    def ping(self, now: float) -> int | None:
        """The number of the ping to be sent now; None where none is due."""
        if now < self._ping_at:
            return None
        self._ping_at = now + PING_S
        self._number += 1
        self._waiting[self._number] = now
        return self._number

    def answered(self, number: int, now: float) -> None:
        """A pong has arrived."""
        if number in self._waiting:
            self._round_trip_s = now - self._waiting[number]
            self._waiting = {each: sent for each, sent in self._waiting.items() if each > number}

    def look(self, now: float) -> None:
        """Look at the clock, at least every `PING_S`; time in which nobody looked is no silence."""
        if now - self._looked > ASLEEP_S:
            self._heard = min(now, self._heard + now - self._looked)
            self._waiting.clear()
        self._looked = now

    def round_trip_s(self, now: float) -> float:
        """The newest that is known; longer where an answer has been missing for longer."""
        oldest = min(self._waiting.values(), default=now)
        return max(self._round_trip_s, now - oldest)

    def stale_s(self, now: float) -> int:
        """Seconds of silence; 0 where it is too short to speak of."""
        silence = now - self._heard
        return floor(silence) if silence >= STALE_S else 0

    def is_dead(self, now: float) -> bool:
        """Whether it is time to give the connection up."""
        return now - self._heard >= DEAD_S

    def next_at(self, now: float) -> float:
        """When there will be something to say by itself."""
        silence = now - self._heard
        louder = STALE_S if silence < STALE_S else min(floor(silence) + 1, DEAD_S)
        return min(self._ping_at, self._heard + louder)
