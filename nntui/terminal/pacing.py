"""When the next frame may go to a terminal, and how large it may be: by when the terminal answers."""

from __future__ import annotations

from collections import deque
from statistics import median

from nntui.link_estimate import LinkEstimate
from nntui.terminal.questions import Question

SILENT_S = 1.5
"""A terminal that has answered nothing for so long from the start is taken for one that never does."""

LOST_S = 3.0
"""After so long without an answer another question is asked, in case that the first was lost."""

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
        self.restart(now)

    def restart(self, now: float) -> None:
        """Begin anew, where the terminal may be another one."""
        self._estimate = LinkEstimate(now, FIRST_BYTES, FIRST_RATE)
        self._asked: deque[tuple[int, Question, float]] = deque()
        self._answered: list[Question] = []
        self._number = 0
        self._begun: float | None = None
        self._at = now
        self._silent = False
        self._trips.clear()

    @property
    def round_trip_s(self) -> float | None:
        """How long a question and its answer took of late; None where nothing is answered."""
        return median(self._trips) if self._trips else None

    @property
    def silent(self) -> bool:
        """Whether this terminal seems to answer nothing."""
        return self._silent

    def room(self, now: float) -> float:
        """Bytes that a frame may have now, 0 where there is to be none."""
        if not self._silent and not self._answered and self._begun is not None:
            self._silent = now >= self._begun + SILENT_S
        if self._silent:
            return GENTLE_BYTES if now >= self._at + GENTLE_S else 0.0
        return self._estimate.room(now)

    def wait_s(self, now: float) -> float | None:
        """Seconds until there may be room or something is to be asked; None where only an answer helps."""
        if self.room(now):
            return 0.0
        if self._silent:
            return max(0.0, self._at + GENTLE_S - now)
        if not self._answered:
            return None if self._begun is None else max(0.0, self._begun + SILENT_S - now)
        waits = [self._estimate.wait_s(now), self._lost_in(now)]
        return min((wait for wait in waits if wait is not None), default=None)

    def question(self) -> bytes:
        """What to write behind a frame."""
        if self._silent:
            return b""
        asked = self._questions if not self._answered else self._answered[:1]
        return b"".join(each.value for each in asked)

    def framed(self, size: int, now: float, *, whole: bool) -> None:
        """Count a frame with its question; whole: whether it had room for everything."""
        self._at = now
        if self._begun is None:
            self._begun = now
        if self._silent:
            return
        self._estimate.framed(self._number, size, now, whole=whole)
        self._ask(self._questions if not self._answered else self._answered[:1], now)

    def lost(self, now: float) -> bytes:
        """What to write where answers seem to have been lost: another question; b"" where none have."""
        wait = self._lost_in(now)
        if self._silent or not self._answered or wait is None or wait > 0:
            return b""
        if len(self._answered) < 2:  # it cannot be told which of two equal answers is missing
            self.restart(now)
            return b""
        marker = self._answered[1]
        self._estimate.framed(self._number, len(marker.value), now, whole=True)
        self._ask((marker,), now)
        return marker.value

    @property
    def awaits(self) -> bool:
        """Whether an answer is on its way."""
        return bool(self._asked)

    def answered(self, question: Question, now: float) -> bool:
        """Count an answer; False where nobody waited for one like it."""
        if not any(asked == question for _, asked, _ in self._asked):
            return False
        if question not in self._answered:
            self._answered.append(question)
        self._silent = False
        while True:
            number, asked, at = self._asked.popleft()
            if asked == question:
                break
        self._estimate.seen(number, now)
        if question == self._answered[0]:
            self._trips.append(now - at)
        return True

    def _ask(self, questions: tuple[Question, ...] | list[Question], now: float) -> None:
        self._asked.extend((self._number, each, now) for each in questions)
        self._number += 1

    def _lost_in(self, now: float) -> float | None:
        """Seconds until the answers that are awaited count as lost."""
        if not self._asked:
            return None
        return max(0.0, max(at for *_, at in self._asked) + LOST_S - now)
