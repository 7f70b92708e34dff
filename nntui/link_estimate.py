"""What one viewer's link carries, learnt from when its frames were seen."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import inf

QUEUE_S = 0.08
"""For so long what is sent may wait at the narrowest place of the link, by what is known of it."""

FIRST_BYTES = 600
"""A frame's while nothing is known of the link, if nobody says otherwise."""

LEAST_BYTES = 64
"""A frame of figures alone: one is sent where the link is empty, however slow it is."""

LOWEST, HIGHEST = 100.0, 1e8
"""Bytes a second: links are taken to be no slower and no faster."""

BASE_S = 10.0
"""For so long the shortest round trip is remembered: a link may change."""

CALM_S, LATE_S = 0.025, 0.05
"""Later than expected by less than the first: the rate may grow. By more than the second: it shrinks."""

DOUBLE, CREEP = 2.0, 1.05
"""Growth of the rate in a round trip: far from where the link was last seen to be full, and near it."""

BACK = 0.9
"""Of what a full link was seen to carry: so that what waits there drains."""

HOLD_S = 20.0
"""For so long the rate stays where the link was seen to be full, before it tries whether there is more."""

NEAR, BEYOND = 0.8, 1.3
"""Where near begins; and from where the link must be another than it was."""


@dataclass(frozen=True)
class OnItsWay:
    """A frame that was not seen yet. end: bytes sent up to its end. leaves_at: the narrowest place, it was
    thought. delivered, since: what had arrived when it was sent, and when.
    """

    number: int
    end: int
    sent_at: float
    leaves_at: float
    delivered: int
    since: float


class LinkEstimate:
    """Says how much may be sent now, so that nothing sent later has to queue for long behind it.

    It keeps a rate, and so the moment at which what was sent has left the narrowest place of the link. The
    rate grows while there is more to send and nothing comes late; where frames come late, it becomes what the
    link was seen to carry. Times are seconds of one monotonic clock, sizes bytes.

    first_bytes: a frame's while nothing is known of the link. first_rate: bytes a second that it is taken to
    carry at least, until it shows that it does not.
    """

    def __init__(self, now: float, first_bytes: float = FIRST_BYTES, first_rate: float = LOWEST) -> None:
        self.rate = first_rate
        self._first_bytes, self._first_rate = first_bytes, first_rate
        self._known = False
        self._ceiling = inf
        self._sent = self._delivered = 0
        self._since = self._free_at = now
        self._frames: deque[OnItsWay] = deque()
        self._trips: deque[tuple[float, float]] = deque()
        self._newest = -1
        self._changed_at = self._full_at = now
        self._limited = False

    @property
    def base_s(self) -> float:
        """The shortest round trip of late."""
        return min((trip for _, trip in self._trips), default=inf)

    def room(self, now: float) -> float:
        """Bytes that a frame may have now, 0 where there is to be none."""
        if not self._known:
            return self._first_bytes if len(self._frames) <= 1 else 0.0
        if not self._frames:
            return max(LEAST_BYTES, self._unqueued(now))
        room = min(self._unqueued(now), self._most_on_its_way - self._on_its_way)
        return room if room >= self._enough - 1.0 and not self._overdue(now) else 0.0

    def wait_s(self, now: float) -> float | None:
        """Seconds until there is room; None where only a frame that is seen makes any."""
        if self.room(now):
            return 0.0
        if not self._known or self._overdue(now) or self._most_on_its_way - self._on_its_way < self._enough:
            return None
        return max(0.001, self._free_at + self._enough / self.rate - self._patience_s - now)

    def sent(self, size: int, now: float) -> None:
        """Count bytes put on their way."""
        if now >= self._free_at and not self._frames:
            self._delivered, self._since = self._sent, now
        self._sent += size
        self._free_at = max(now, self._free_at) + size / self.rate

    def framed(self, number: int, size: int, now: float, *, whole: bool) -> None:
        """Count a frame; whole: whether it had room for everything."""
        self.sent(size, now)
        self._newest = number
        self._limited |= not whole
        at = (now, self._free_at, self._delivered, self._since)
        self._frames.append(OnItsWay(number, self._sent, *at))

    def seen(self, number: int, now: float) -> None:
        """Count a frame that has arrived, with all before it; ValueError where it was not sent."""
        if number > self._newest:
            raise ValueError(f"frame {number} was not sent yet")
        frame = None
        while self._frames and self._frames[0].number <= number:
            frame = self._frames.popleft()
        if frame is None:
            return
        trip = max(now - frame.sent_at, 1e-6)
        self._remember(trip, now)
        carried = (frame.end - frame.delivered) / max(now - frame.since, 1e-6)
        self._delivered, self._since = frame.end, now
        if self._known:
            self._learn(frame, trip, carried, now)
        else:
            self._known, self.rate, self._changed_at = True, _bounded(max(carried, self._first_rate)), now
        self._free_at = min(self._free_at, now + (self._sent - frame.end) / self.rate)

    @property
    def _on_its_way(self) -> int:
        return self._frames[-1].end - self._delivered if self._frames else 0

    @property
    def _most_on_its_way(self) -> float:
        return self.rate * (self.base_s + self._patience_s)

    @property
    def _enough(self) -> float:
        """What a frame is worth being sent for."""
        return max(LEAST_BYTES, self.rate * QUEUE_S / 2)

    @property
    def _patience_s(self) -> float:
        """What a frame may have to wait: on the slowest links one of figures alone takes longer."""
        return max(QUEUE_S, LEAST_BYTES / self.rate)

    def _unqueued(self, now: float) -> float:
        return self.rate * (self._patience_s - max(0.0, self._free_at - now))

    def _overdue(self, now: float) -> bool:
        """Whether a frame should have been seen by now, with some patience."""
        return bool(self._frames) and now > self._frames[0].leaves_at + self.base_s + QUEUE_S

    def _remember(self, trip: float, now: float) -> None:
        self._trips.append((now, trip))
        while self._trips[0][0] < now - BASE_S:
            self._trips.popleft()

    def _learn(self, frame: OnItsWay, trip: float, carried: float, now: float) -> None:
        """Change the rate, once it has had time to show what becomes of it."""
        if frame.sent_at < self._changed_at + self.base_s / 2:
            return
        expected = max(0.0, frame.leaves_at - frame.sent_at - LEAST_BYTES / self.rate)
        late = trip - self.base_s - expected
        if late > LATE_S:
            self._shrink(carried, now)
        elif late <= CALM_S and self._limited and not self._holding(now):
            self._grow()
        else:
            return
        self._changed_at, self._limited = now, False

    def _shrink(self, carried: float, now: float) -> None:
        # Not all at once: a link that only paused is not a slow one.
        rate = max(BACK * carried, self.rate / 4)
        if self._limited and rate > self.rate / 4:
            self._ceiling, self._full_at = carried, now
        self.rate = _bounded(rate)

    def _holding(self, now: float) -> bool:
        return self.rate >= NEAR * self._ceiling and now < self._full_at + HOLD_S

    def _grow(self) -> None:
        self.rate = _bounded(self.rate * (CREEP if self.rate >= NEAR * self._ceiling else DOUBLE))
        if self.rate > BEYOND * self._ceiling:
            self._ceiling = inf


def _bounded(rate: float) -> float:
    return min(max(rate, LOWEST), HIGHEST)
