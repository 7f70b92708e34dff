"""A screen comes to a terminal in frames, each in the room that there is for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

import pytest

from nntui.terminal.budget import KEPT_S, WORTH_S, Budget
from nntui.terminal.cells import cells_of
from nntui.terminal.depth import Depth
from nntui.terminal.flow import BEGIN, END, LEAST_BYTES, SEEN_BYTES, Flow
from nntui.terminal.looks import Looks, Tones
from nntui.terminal.screen_model import ScreenModel
from nntui.terminal.turns import Turn
from tests.terminal.simulated import Timers


@dataclass
class Fixed:
    """Paces as it is told. asked: written behind each frame."""

    bytes: float = inf
    asked: bytes = b"?"
    counted: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)

    def room(self, now: float) -> float:
        return self.bytes

    def wait_s(self, now: float) -> float | None:
        return 0.0 if self.bytes else None

    def question(self, now: float) -> bytes:
        return self.asked

    def framed(self, size: int, now: float, *, whole: bool) -> None:
        self.counted.append(size)
        self.whole.append(whole)


@dataclass
class Taken:
    """Takes what is written, at once or later."""

    busy: bool = False
    frames: list[bytes] = field(default_factory=list)
    stopped: bool = False

    def write(self, data: bytes) -> None:
        self.frames.append(data)

    def stop(self) -> None:
        self.stopped = True


class Stage:
    """A flow between things that do as they are told, with 200 rows of 20 cells."""

    def __init__(self, timers: Timers) -> None:
        self.timers, self.pacing, self.output = timers, Fixed(), Taken()
        self.looks = Looks(Tones(Depth.TRUECOLOR))
        self.model = ScreenModel(self.looks, 200, 20)
        self.flow = Flow(self.model, self.output, self.pacing, Budget(inf, 0.0), timers.time)  # type: ignore[arg-type]  # as far as it is used

    def paint(self, rows: int = 1, turn: Turn = Turn.NUMBERS, text: str = "abcdefghijklmnopqrst") -> None:
        """Have so many rows show something, all of it in a turn."""
        self.model.turns[:] = turn
        for y in range(rows):
            self.model.paint(y, 0, cells_of([(text, self.looks.number(None))]), self.timers.now)

    @property
    def written(self) -> bytes:
        """All that was written."""
        return b"".join(self.output.frames)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """One on which nothing has happened."""
    timers = Timers()
    with timers.running():
        yield Stage(timers)


def test_a_frame_and_its_question(stage: Stage) -> None:
    """All of it is counted."""
    stage.paint()
    stage.flow.wake()
    expected = b"\x1b[H\x1b[mabcdefghijklmnopqrst?"
    assert (stage.output.frames, stage.pacing.counted) == ([expected], [len(expected)])


def test_nothing_to_draw(stage: Stage) -> None:
    """Nothing is written, and nobody looks again."""
    stage.flow.wake()
    stage.timers.run(100.0)
    assert (stage.output.frames, stage.timers.called) == ([], 0)


@pytest.mark.parametrize("synchronized", [False, True])
@pytest.mark.parametrize("room", [30, 60, SEEN_BYTES, SEEN_BYTES + 10, 900, 3000])
def test_no_frame_is_longer_than_its_room(stage: Stage, room: int, synchronized: bool) -> None:
    """With its question, and with the signs around it."""
    stage.flow.synchronized, stage.pacing.bytes = synchronized, room
    stage.paint(rows=200)
    stage.flow.wake()
    stage.timers.run(10.0)
    assert (max(stage.pacing.counted) <= room, stage.model.is_shown) == (True, True)


@pytest.mark.parametrize(("rows", "expected"), [(1, False), (100, True)])
@pytest.mark.parametrize("synchronized", [False, True])
def test_large_frames_are_shown_at_once(stage: Stage, rows: int, expected: bool, synchronized: bool) -> None:
    """Where the terminal can; small ones are anyway."""
    stage.flow.synchronized = synchronized
    stage.paint(rows)
    stage.flow.wake()
    signs = stage.written.startswith(BEGIN), stage.written.endswith(END + b"?")
    assert signs == (expected and synchronized, expected and synchronized)


def test_too_little_room(stage: Stage) -> None:
    """It is looked again, though nothing was written."""
    stage.paint()
    stage.pacing.bytes = LEAST_BYTES - 1
    stage.flow.wake()
    stage.pacing.bytes = inf
    stage.timers.run(1.0)
    assert stage.model.is_shown


def test_no_room(stage: Stage) -> None:
    """Then an answer wakes it, and no timer."""
    stage.paint()
    stage.pacing.bytes = 0.0
    stage.flow.wake()
    stage.timers.run(1.0)
    assert (stage.output.frames, stage.timers.called) == ([], 0)


def test_a_terminal_that_does_not_read(stage: Stage) -> None:
    """Nothing is written behind what it has not taken; then what is the newest."""
    stage.paint()
    stage.output.busy = True
    stage.flow.wake()
    before = list(stage.output.frames)
    stage.paint(text="x" * 20)
    stage.output.busy = False
    stage.flow.wake()
    assert (before, b"x" * 20 in stage.written, b"abc" in stage.written) == ([], True, False)


def test_controls_come_first(stage: Stage) -> None:
    """Before what is drawn, once."""
    stage.paint()
    stage.flow.control(b"\x07")
    stage.flow.wake()
    assert (stage.written.find(b"\x07"), stage.written.count(b"\x07")) == (0, 1)


def test_controls_wait_for_room(stage: Stage) -> None:
    """As everything does."""
    stage.pacing.bytes = 0.0
    stage.flow.control(b"\x07")
    before = list(stage.output.frames)
    stage.pacing.bytes = 100.0
    stage.flow.wake()
    assert (before, stage.written) == ([], b"\x07?")


def test_controls_alone_are_not_forgotten(stage: Stage) -> None:
    """Where nothing else is to be drawn, and there was no room."""
    stage.pacing.bytes = LEAST_BYTES - 1
    stage.flow.control(b"\x07")
    stage.pacing.bytes = inf
    stage.timers.run(1.0)
    assert stage.written == b"\x07?"


@pytest.mark.parametrize("budget", [500.0, inf])
def test_controls_longer_than_any_room(stage: Stage, budget: float) -> None:
    """Such as a text for the clipboard: nothing waits for ever, neither they nor what is drawn."""
    stage.flow.budget, stage.pacing.bytes = Budget(budget, 0.0), 100.0
    stage.paint()
    stage.flow.control(b"\x1b]52;c;" + b"A" * 5000 + b"\x07")
    stage.timers.run(60.0)
    assert (b"A" * 5000 in stage.written, stage.model.is_shown) == (True, True)


def test_what_a_budget_keeps(stage: Stage) -> None:
    """After a picture has had its part, a key has its answer at once, controls and question and all."""
    stage.flow.budget, stage.pacing.asked = Budget(1000.0, 0.0), b"?" * 17
    stage.paint(200, Turn.PICTURE)
    stage.flow.control(b"x" * 30)
    assert stage.flow.budget.left(0.0) >= KEPT_S * 1000.0


def test_a_budget_is_not_looked_at_all_the_time(stage: Stage) -> None:
    """It says when there will be enough."""
    stage.flow.budget = Budget(500.0, 0.0)
    stage.paint(200, Turn.PICTURE)
    stage.flow.wake()
    stage.timers.run(5.0)
    assert stage.timers.called <= 7 / WORTH_S


@pytest.mark.parametrize(("budget", "expected"), [(1000.0, [True]), (1e6, [False])])
def test_a_small_budget_says_nothing_of_the_link(stage: Stage, budget: float, expected: list[bool]) -> None:
    """Only where the link left no room did a frame lack it."""
    stage.flow.budget, stage.pacing.bytes = Budget(budget, 0.0), 600.0
    stage.paint(200, Turn.PICTURE)
    stage.flow.wake()
    assert stage.pacing.whole == expected


def test_after_it_was_stopped_nothing_happens(stage: Stage) -> None:
    """Neither by a timer nor by anybody."""
    stage.paint()
    stage.pacing.bytes = LEAST_BYTES - 1
    stage.flow.wake()
    stage.flow.stop()
    stage.pacing.bytes = inf
    stage.flow.control(b"\x07")
    stage.timers.run(10.0)
    assert (stage.output.frames, stage.output.stopped, stage.timers.called) == ([], True, 0)


def test_it_may_be_stopped_while_it_writes(stage: Stage) -> None:
    """A write finds out that the terminal has gone; by then the descriptor may be that of something else."""
    stage.paint(200)
    stage.pacing.bytes = 100.0
    stage.output.write = lambda _: stage.flow.stop()  # type: ignore[method-assign]  # it tells at once
    stage.flow.wake()
    stage.timers.run(10.0)
    assert (len(stage.pacing.counted), stage.timers.called) == (1, 0)
