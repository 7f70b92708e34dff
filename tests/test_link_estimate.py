"""What a link carries, learnt from a link that is known."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import pytest

from benchmarks.harness.link import Link
from nntui.link_estimate import FIRST_BYTES, LEAST_BYTES, LinkEstimate

TICK_S = 0.001
SEEN_BYTES = 9

SLOW, FAR, NEAR = Link(0.6, 1000), Link(0.2, 50_000), Link(0.0002, 1e9)


@dataclass
class Watched:
    """A link, and a host with always this much to send. queued: seconds that an answer would wait."""

    link: Link
    demand: int
    now: float = 0.0
    frames: int = 0
    sent: int = 0
    queued: list[float] = field(default_factory=list)
    trips: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.estimate = LinkEstimate(0.0)
        self._free_at = 0.0
        self._coming: deque[tuple[float, float, int]] = deque()
        self._send(0, 1000, whole=True)

    def run(self, seconds: float) -> Watched:
        """Let time pass; only what happens in it is counted."""
        self.queued, self.trips, self.sent, end = [], [], 0, self.now + seconds
        while self.now < end:
            while self._coming and self._coming[0][0] <= self.now:
                _, sent_at, number = self._coming.popleft()
                self.trips.append(self.now - sent_at)
                self.estimate.seen(number, self.now)
            room = int(self.estimate.room(self.now))
            if room:
                size = max(LEAST_BYTES, min(self.demand, room))
                self.frames += 1
                self._send(self.frames, size, whole=size == self.demand)
            self.queued.append(max(0.0, self._free_at - self.now))
            self.now += TICK_S
        return self

    def stall(self, seconds: float) -> None:
        """Have the link carry nothing for a while."""
        self._free_at = max(self.now, self._free_at) + seconds

    def queue(self, share: float) -> float:
        """The wait that this share of all moments stays below."""
        return sorted(self.queued)[int(share * (len(self.queued) - 1))]

    def _send(self, number: int, size: int, *, whole: bool) -> None:
        self.estimate.framed(number, size, self.now, whole=whole)
        self._free_at = max(self.now, self._free_at) + size / self.link.bytes_per_s
        back = self.link.round_trip_s + SEEN_BYTES / self.link.bytes_per_s
        self._coming.append((self._free_at + back, self.now, number))
        self.sent += size


@pytest.mark.parametrize(("link", "share"), [(SLOW, 0.7), (FAR, 0.7)], ids=["slow", "far"])
def test_a_link_is_used(link: Link, share: float) -> None:
    """Most of what it carries, once it is known."""
    found = Watched(link, 10_000)
    assert found.run(10).run(30).sent / 30 >= share * link.bytes_per_s


@pytest.mark.parametrize("link", [SLOW, FAR], ids=["slow", "far"])
def test_answers_do_not_queue(link: Link) -> None:
    """However much there is to send, nine answers of ten wait for less than 150 ms."""
    assert Watched(link, 10_000).run(10).run(60).queue(0.9) < 0.15


def test_no_link_holds_nothing_back() -> None:
    """Within a moment all that there is is sent at once."""
    watched = Watched(NEAR, 20_000).run(0.05)
    assert watched.estimate.room(watched.now) >= 20_000


def test_little_is_sent_while_nothing_is_known() -> None:
    """Whoever never says that a frame was seen gets one."""
    estimate = LinkEstimate(0.0)
    estimate.framed(0, 1000, 0.0, whole=True)
    first = estimate.room(0.0)
    estimate.framed(1, FIRST_BYTES, 0.0, whole=False)
    assert (first, estimate.room(0.0), estimate.room(1e6), estimate.wait_s(0.0)) == (
        FIRST_BYTES,
        0.0,
        0.0,
        None,
    )


@pytest.mark.parametrize(
    ("before", "after"), [(FAR, Link(0.2, 1000)), (FAR, SLOW)], ids=["less rate", "longer way too"]
)
def test_a_link_that_becomes_slower(before: Link, after: Link) -> None:
    """It is noticed before much has piled up, and soon nothing queues any more."""
    watched = Watched(before, 300).run(10)
    watched.link = after
    assert watched.run(5).queue(1.0) < 2.5
    assert watched.run(15).run(30).queue(0.9) < 0.15


def test_a_link_that_becomes_faster() -> None:
    """It is tried now and then whether there is more, and then it is used."""
    watched = Watched(SLOW, 10_000).run(30)
    watched.link = FAR
    assert watched.run(60).run(10).sent / 10 > 20 * SLOW.bytes_per_s


def test_a_link_that_stops() -> None:
    """Nothing is sent into a black hole; and it goes on when the link does."""
    watched = Watched(FAR, 300).run(5)
    estimate, now = watched.estimate, watched.now
    estimate.framed(10_000, 300, now, whole=True)
    assert (estimate.room(now + 3.0), estimate.wait_s(now + 3.0)) == (0.0, None)
    estimate.seen(10_000, now + 3.0)
    assert estimate.room(now + 3.1) >= LEAST_BYTES


def test_a_single_delay_is_not_a_slow_link() -> None:
    """A pause of the machine costs no more than a moment."""
    watched = Watched(FAR, 3_000).run(10)
    before = watched.run(5).sent
    watched.stall(1.0)
    assert watched.run(5).run(5).sent > 0.7 * before


def test_seen_twice() -> None:
    """It is no news."""
    estimate = LinkEstimate(0.0)
    estimate.framed(0, 1000, 0.0, whole=True)
    estimate.seen(0, 0.5)
    rate = estimate.rate
    estimate.seen(0, 0.9)
    assert estimate.rate == rate


def test_what_was_not_sent_cannot_be_seen() -> None:
    """Whoever says so does not speak this protocol."""
    estimate = LinkEstimate(0.0)
    with pytest.raises(ValueError, match="frame 0 was not sent yet"):
        estimate.seen(0, 0.0)


@pytest.mark.parametrize("link", [SLOW, FAR, NEAR], ids=["slow", "far", "near"])
def test_it_says_when_to_look_again(link: Link) -> None:
    """So long there is no room; then there is, or a frame is overdue by then."""
    watched, wrong = Watched(link, 10_000).run(2), 0
    for _ in range(500):
        estimate, wait = watched.run(0.01).estimate, watched.estimate.wait_s(watched.now)
        if wait:
            at = watched.now + wait
            wrong += bool(estimate.room(at - 0.002)) or estimate.wait_s(at + 1e-6) not in (0.0, None)
    assert wrong == 0
