"""A terminal at the far end of a link, and somebody who presses keys there, in a time that is made up."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import inf
from random import Random

import pytest

from benchmarks.harness.link import Link
from nntui.terminal.budget import Budget
from nntui.terminal.cells import cells_of
from nntui.terminal.depth import Depth
from nntui.terminal.flow import Flow
from nntui.terminal.looks import PLAIN, Look, Looks, Tones
from nntui.terminal.pacing import Pacing
from nntui.terminal.questions import Question
from nntui.terminal.screen_model import ScreenModel
from nntui.terminal.turns import Turn

ROWS, COLUMNS = 11, 50
AREAS = {Turn.FIRST: range(1), Turn.NUMBERS: range(1, 3), Turn.CHART: range(3, 6), Turn.PICTURE: range(6, 11)}
UPDATE_S = 0.1
SIGN = 0x2500
"""What a key has done is shown by characters from here on, which nothing else is drawn with."""

_QUESTIONS = re.compile(b"|".join(re.escape(question.value) for question in Question))
_SIGNS = re.compile("[\u2500-\u257f]")


class Timers:
    """A loop whose time passes only as far as it is told."""

    def __init__(self) -> None:
        self.now = 0.0
        self.called = 0
        self._numbers = count()
        self._heap: list[tuple[float, int, asyncio.TimerHandle]] = []

    def time(self) -> float:
        return self.now

    def get_debug(self) -> bool:
        return False

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """It is found out when its time comes."""

    def call_later(
        self, wait: float, callback: Callable[..., object], *values: object
    ) -> asyncio.TimerHandle:
        return self.call_at(self.now + wait, callback, *values)

    def call_at(self, at: float, callback: Callable[..., object], *values: object) -> asyncio.TimerHandle:
        handle = asyncio.TimerHandle(at, callback, values, self)  # type: ignore[arg-type]  # as far as it is used
        heappush(self._heap, (at, next(self._numbers), handle))
        return handle

    def run(self, until: float) -> None:
        """Let everything happen that is to happen until then."""
        while self._heap and self._heap[0][0] <= until:
            at, _, handle = heappop(self._heap)
            self.now = max(self.now, at)
            if not handle.cancelled():
                self.called += 1
                handle._callback(*handle._args)  # type: ignore[attr-defined]  # _run() would swallow errors
        self.now = until

    @contextmanager
    def running(self) -> Iterator[None]:
        """Be the loop that is running."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(asyncio, "get_running_loop", lambda: self)
            yield


@dataclass(frozen=True)
class Habits:
    """What a terminal answers; between which moments its answers are lost; and when it begins to answer.

    What it was asked before then it answers then.
    """

    answers: frozenset[Question] = frozenset(Question)
    lost: tuple[float, float] = (inf, inf)
    from_s: float = 0.0


@dataclass
class Far:
    """Is written to like `Output`, and reads at the far end of a link. heard: told of each answer."""

    timers: Timers
    link: Link
    habits: Habits
    heard: Callable[[Question], None] = print
    busy: bool = False
    shown: dict[str, float] = field(default_factory=dict)
    """When each sign came to be seen."""
    asked: list[float] = field(default_factory=list)
    """When each question was written."""
    frames: list[tuple[float, int]] = field(default_factory=list)
    """When each frame was written, and its bytes."""
    waiting: list[float] = field(default_factory=list)
    """How many seconds of the link stood before each frame."""
    stopped: bool = False
    _free_at: float = 0.0

    def write(self, data: bytes) -> None:
        now = self.timers.now
        assert not self.stopped
        self.frames.append((now, len(data)))
        self.waiting.append(max(0.0, self._free_at - now))
        self.asked += [now] * len(_QUESTIONS.findall(data))
        self._free_at = max(now, self._free_at) + len(data) / self.link.bytes_per_s
        self.timers.call_at(self._free_at + self.link.round_trip_s / 2, self._read, data)

    def stall(self, seconds: float) -> None:
        """Have the link carry nothing for so long."""
        self._free_at = max(self._free_at, self.timers.now) + seconds

    def stop(self) -> None:
        self.stopped = True

    def _read(self, data: bytes) -> None:
        now = self.timers.now
        for sign in _SIGNS.findall(data.decode()):
            self.shown.setdefault(sign, now)
        for question in map(Question, _QUESTIONS.findall(data)):
            if question in self.habits.answers and not self.habits.lost[0] <= now < self.habits.lost[1]:
                answered_at = max(now, self.habits.from_s)
                self.timers.call_at(answered_at + self.link.round_trip_s / 2, self.heard, question)


class Session:
    """A dashboard that always has more to draw than there is room for, until it is over."""

    def __init__(
        self,
        link: Link,
        habits: Habits = Habits(),
        budget: float = inf,
    ) -> None:
        self.timers = Timers()
        self.far = Far(self.timers, link, habits)
        self.over = False
        self._random = Random(7)
        self._looks = Looks(Tones(Depth.TRUECOLOR))
        hues = [f"2;{100 + 7 * level};{200 - 3 * level};{50 + level}" for level in range(0, 24, 3)]
        self._numbers = [self._looks.add(Look(0, f"38;{up}", f"48;{low}")) for up in hues for low in hues]
        self.model = ScreenModel(self._looks, ROWS, COLUMNS)
        for turn, rows in AREAS.items():
            self.model.turns[rows] = turn
        with self.timers.running():
            self.pacing = Pacing(tuple(Question), 0.0)
            self.flow = Flow(self.model, self.far, self.pacing, Budget(budget, 0.0), self.timers.time)  # type: ignore[arg-type]  # one that looks like it
        self.far.heard = self._hear
        self.pressed: dict[str, float] = {}
        self._update()

    def run(self, seconds: float) -> Session:
        """Let time pass."""
        self.timers.run(self.timers.now + seconds)
        return self

    def press(self, keys: int, seconds: float) -> list[float]:
        """Press keys at any moments; how long it took each to be seen, the shortest first."""
        begin, patience = self.timers.now, 50
        for _ in range(keys):
            at = begin + self._random.random() * seconds
            self.timers.call_at(at, self._press)
        self.run(seconds)
        while (patience := patience - 1) and self.pressed.keys() - self.far.shown.keys():
            self.run(0.1)
        return sorted(self.far.shown.get(sign, inf) - at for sign, at in self.pressed.items())

    def _press(self) -> None:
        sign = chr(SIGN + len(self.pressed))
        self.pressed[sign] = self.timers.now
        self.timers.call_later(self.far.link.round_trip_s / 2, self._take_key, sign)

    def _take_key(self, sign: str) -> None:
        self._paint(0, ord(sign) - SIGN, sign)
        self.flow.wake()

    def _hear(self, question: Question) -> None:
        self.pacing.answered(question, self.timers.now)
        self.flow.wake()

    def _update(self) -> None:
        step = round(self.timers.now / UPDATE_S)
        for y in AREAS[Turn.NUMBERS]:
            self._paint(y, 0, f"step {step} loss {self._random.random():.4f}")
        for y in AREAS[Turn.CHART]:
            self._paint(y, 0, "".join(chr(0x2800 + self._random.randrange(256)) for _ in range(12)))
        for y in AREAS[Turn.PICTURE]:
            looks = self._random.choices(self._numbers, k=32)
            self.model.paint(y, 18, cells_of([("▀", look) for look in looks]), self.timers.now)
        self.flow.wake()
        if not self.over:
            self.timers.call_later(UPDATE_S, self._update)

    def _paint(self, y: int, x: int, text: str) -> None:
        self.model.paint(y, x, cells_of([(text, self._looks.add(PLAIN))]), self.timers.now)
