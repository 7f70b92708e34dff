"""When the next frame may go to a terminal, and how large it may be: by when the terminal answers."""

from __future__ import annotations

from collections import deque
from statistics import median

from nntui.link_estimate import LEAST_BYTES, LinkEstimate
from nntui.terminal.questions import Question

SILENT_S = 3.0
"""A terminal that has answered nothing for so long from the start is taken for one that never does."""

LOST_S = 3.0
"""After so long without an answer a small frame is sent all the same, in case that answers were lost."""

FIRST_BYTES, FIRST_RATE = 3000, 8000.0
"""The first frame's, and what a link is taken to carry a second before it shows how slow it is."""

GENTLE_S, GENTLE_BYTES = 0.25, 4096.0
"""Seconds between frames, and what one may have, where nothing is known of what becomes of them."""

TRIPS = 15
"""So many of the newest round trips say how long one takes."""


class Pacing:
    """Frames on their way to a terminal, known by the answers to the questions behind them.

    questions: those that this terminal can be asked, in the order of preference. Each answer says that
    whatever was asked before it has arrived as well. Times are seconds of one monotonic clock.
    """

    def __init__(self, questions: tuple[Question, ...], now: float) -> None:
        self._questions = questions
        self._trips: deque[float] = deque(maxlen=TRIPS)
        self._asked: deque[tuple[int, Question, float]] = deque()
        self._given_up = 0
        self.restart(now)

    def restart(self, now: float) -> None:
        """Begin anew, where the terminal may be another one, or somebody else had it meanwhile."""
        self._estimate = LinkEstimate(now, FIRST_BYTES, FIRST_RATE)
        self._give_up()
        self._answered: list[Question] = []
        self._number = 0
        self._begun: float | None = None
        self._at = self._answered_at = now
        self._silent = False

    @property
    def round_trip_s(self) -> float | None:
        """How long a question and its answer took of late; None where nothing is answered."""
        return median(self._trips) if self._trips else None

    def room(self, now: float) -> float:
        """Bytes that a frame may have now, 0 where there is to be none."""
        if self._is_silent(now):
            return GENTLE_BYTES if now >= self._at + GENTLE_S else 0.0
        room = self._estimate.room(now)
        return max(room, LEAST_BYTES) if self._lost_in(now) == 0 else room

    def wait_s(self, now: float) -> float | None:
        """Seconds until there may be room; None where only an answer helps."""
        if self.room(now):
            return 0.0
        if self._silent:
            return max(0.0, self._at + GENTLE_S - now)
        if not self._answered:
            return None if self._begun is None else max(0.0, self._begun + SILENT_S - now)
        waits = [self._estimate.wait_s(now), self._lost_in(now)]
        return min((wait for wait in waits if wait is not None), default=None)

    def question(self, now: float) -> bytes:
        """What to write behind a frame."""
        return b"".join(each.value for each in self._next(now))

    def framed(self, size: int, now: float, *, whole: bool) -> None:
        """Count a frame with its question; whole: whether it had room for everything."""
        asked = self._next(now)
        if len(self._answered) == 1 and self._lost_in(now) == 0:
            # It cannot be told which of two equal answers is missing: all count as seen, and late.
            self._estimate.seen(self._number - 1, now)
            self._give_up()
        self._at = now
        if self._begun is None:
            self._begun = now
        if self._silent:
            self._estimate.sent(size, now)  # it may yet answer, and then all this stands in its way
            return
        self._estimate.framed(self._number, size, now, whole=whole)
        self._asked.extend((self._number, each, now) for each in asked)
        self._number += 1

    @property
    def awaits(self) -> bool:
        """Whether an answer is on its way."""
        return bool(self._asked)

    def answered(self, question: Question, now: float) -> bool:
        """Count an answer; False where nobody waited for one like it."""
        asked_at = next((at for _, asked, at in self._asked if asked == question), None)
        if asked_at is None:
            return False
        self._answered_at = now
        if self._given_up and now - asked_at < min(self._trips, default=0.0) / 2:
            self._given_up -= 1  # so soon it is the answer to an older one, which was not lost at all
            return True
        if question not in self._answered:
            self._answered.append(question)
        self._silent, self._given_up = False, 0
        while self._asked[0][1] != question:
            self._asked.popleft()
        number, _, at = self._asked.popleft()
        self._estimate.seen(number, now)
        self._trips.append(now - at)
        return True

    def _give_up(self) -> None:
        """Wait no longer for what was asked; it may be answered all the same."""
        self._given_up += len(self._asked)
        self._asked.clear()

    def _is_silent(self, now: float) -> bool:
        """Whether this terminal seems to answer nothing."""
        if not self._silent and not self._answered and self._begun is not None:
            self._silent = now >= self._begun + SILENT_S
        return self._silent

    def _next(self, now: float) -> tuple[Question, ...]:
        """What is to be asked: everything, until it is known what is answered."""
        if self._is_silent(now):
            return ()
        if not self._answered:
            return self._questions
        # Another one tells whether the answer to the first was lost.
        other = self._answered[1:2] if self._lost_in(now) == 0 else []
        return tuple(other or self._answered[:1])

    def _lost_in(self, now: float) -> float | None:
        """Seconds until the answers that are awaited count as lost."""
        if not self._answered or not self._asked:
            return None
        return max(0.0, max(self._answered_at, self._asked[-1][2]) + LOST_S - now)
