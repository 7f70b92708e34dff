"""When the next frame may go to a terminal, by what it answers."""

from __future__ import annotations

import pytest

from nntui.link_estimate import LEAST_BYTES
from nntui.terminal.pacing import (
    FIRST_BYTES,
    GENTLE_BYTES,
    GENTLE_S,
    LOST_S,
    SILENT_S,
    TRIPS,
    Pacing,
)
from nntui.terminal.questions import Question

STATUS, SYNCHRONIZED, CURSOR = Question
ALL = tuple(Question)
TRIP_S = 0.2


class Paced:
    """A pacing, and a terminal that answers some questions after a while."""

    def __init__(self, *answers: Question, trip_s: float = TRIP_S) -> None:
        self.pacing = Pacing(ALL, 0.0)
        self.answers, self.trip_s = answers, trip_s
        self.now = 0.0

    def frame(self, size: int = 500, *, whole: bool = True) -> bytes:
        """Send a frame now; what was asked behind it."""
        question = self.pacing.question(self.now)
        self.pacing.framed(size, self.now, whole=whole)
        return question

    def pass_by(self, seconds: float) -> Paced:
        """Let nothing happen for so long."""
        self.now += seconds
        return self

    def exchange(self, frames: int = 1, size: int = 500) -> Paced:
        """Send frames, each once the one before is answered, and of each what there is room for."""
        for _ in range(frames):
            asked = self.frame(min(size, int(self.room)), whole=size <= self.room)
            self.pass_by(self.trip_s)
            self.answer(*(each for each in ALL if each.value in asked and each in self.answers))
        return self

    def answer(self, *questions: Question) -> list[bool]:
        """Whether each answer was waited for."""
        return [self.pacing.answered(question, self.now) for question in questions]

    @property
    def room(self) -> float:
        return self.pacing.room(self.now)


def everything(*questions: Question) -> bytes:
    return b"".join(question.value for question in questions)


def test_the_first_frame() -> None:
    """It has room at once, and everything is asked behind it."""
    paced = Paced()
    assert (paced.room, paced.pacing.wait_s(0.0), paced.frame()) == (FIRST_BYTES, 0.0, everything(*ALL))


def test_two_frames_until_something_is_answered() -> None:
    """Nothing is known of the link; then it is waited whether the terminal answers at all."""
    paced = Paced()
    paced.frame()
    second = paced.room
    paced.frame()
    assert (second, paced.room, paced.pacing.wait_s(0.5)) == (FIRST_BYTES, 0.0, SILENT_S - 0.5)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [(ALL, STATUS), ((STATUS,), STATUS), ((SYNCHRONIZED,), SYNCHRONIZED), ((CURSOR,), CURSOR)],
)
def test_what_is_answered_is_asked(answers: tuple[Question, ...], expected: Question) -> None:
    """The best of it, and nothing else."""
    assert Paced(*answers).exchange().frame() == expected.value


def test_an_answer_says_that_everything_before_has_arrived() -> None:
    """Also what was asked before and never answered."""
    paced = Paced(CURSOR)
    paced.frame()
    paced.frame()
    paced.pass_by(0.3).answer(CURSOR, CURSOR)
    assert (paced.pacing.awaits, paced.room > 0) == (False, True)


def test_an_answer_to_no_question() -> None:
    """Nobody waits for it: a key that looks like one."""
    paced = Paced(*ALL)
    assert (paced.answer(CURSOR), paced.exchange().answer(CURSOR)) == ([False], [False])


def test_answers_are_waited_for() -> None:
    """As long as there are some to come."""
    paced, found = Paced(*ALL), []
    found.append(paced.pacing.awaits)
    paced.frame()
    for question in ALL:
        found.append(paced.pacing.awaits)
        paced.answer(question)
    assert [*found, paced.pacing.awaits] == [False, True, True, True, False]


def test_how_long_an_answer_takes() -> None:
    """The middle of the newest ones."""
    paced = Paced(*ALL)
    before = paced.pacing.round_trip_s
    paced.exchange(3)
    paced.trip_s = 0.7
    paced.exchange(1)
    assert (before, paced.pacing.round_trip_s) == (None, pytest.approx(TRIP_S))


def test_how_long_it_took_long_ago_is_forgotten() -> None:
    """A link may change."""
    paced = Paced(*ALL).exchange(3)
    paced.trip_s = 0.7
    assert paced.exchange(TRIPS).pacing.round_trip_s == pytest.approx(0.7)


def silent() -> Paced:
    """One that has not answered its first frame for so long."""
    paced = Paced()
    paced.frame()
    return paced.pass_by(SILENT_S)


def test_a_terminal_that_answers_nothing() -> None:
    """It has small frames, and not many of them."""
    paced = silent()
    first = paced.room
    paced.frame()
    wait = paced.pacing.wait_s(paced.now)
    found = [paced.room, paced.pass_by(GENTLE_S).room]
    assert (first, found, wait) == (GENTLE_BYTES, [0.0, GENTLE_BYTES], GENTLE_S)


def test_a_terminal_that_answers_nothing_is_asked_nothing() -> None:
    """Not even behind the frame with which it begins: nobody would know what the answer is to."""
    assert silent().frame() == b""


def test_nothing_is_silent_that_was_asked_nothing() -> None:
    """However long ago it was taken."""
    paced = Paced().pass_by(60.0)
    assert (paced.room, paced.frame()) == (FIRST_BYTES, everything(*ALL))


def test_a_terminal_that_answers_late() -> None:
    """It is asked again from then on."""
    paced = silent()
    paced.frame()
    paced.pass_by(1.0).answer(STATUS)
    assert paced.frame() == STATUS.value


def test_what_was_sent_meanwhile_stands_in_its_way() -> None:
    """Once it answers, it has to read that first."""
    paced = silent()
    for _ in range(20):
        if paced.room:
            paced.frame(4000)
        paced.pass_by(GENTLE_S)
    paced.answer(STATUS)
    paced.frame(60)
    assert paced.room == 0.0


@pytest.mark.parametrize(
    ("answers", "expected"),
    [(ALL, SYNCHRONIZED), ((STATUS, CURSOR), CURSOR), ((CURSOR,), CURSOR)],
    ids=["all", "two", "one"],
)
def test_an_answer_that_does_not_come(answers: tuple[Question, ...], expected: Question) -> None:
    """After a while a small frame asks something else, if there is anything else."""
    paced = Paced(*answers).exchange(5)
    paced.frame()
    paced.pass_by(LOST_S - 0.01)
    before = (paced.room, paced.pacing.wait_s(paced.now))
    paced.pass_by(0.02)
    assert (before, paced.room) == ((0.0, pytest.approx(0.01)), LEAST_BYTES)
    assert paced.frame(60) == expected.value


@pytest.mark.parametrize("answers", [ALL, (STATUS, CURSOR), (CURSOR,)], ids=["all", "two", "one"])
def test_answers_that_come_again(answers: tuple[Question, ...]) -> None:
    """Then all goes on, as if none had been lost."""
    paced = Paced(*answers).exchange(5)
    paced.frame()
    for _ in range(3):
        paced.pass_by(LOST_S).frame(60)
    paced.pass_by(LOST_S).exchange(20)
    assert (paced.pacing.awaits, paced.room > LEAST_BYTES) == (False, True)


@pytest.mark.parametrize("answers", [ALL, (CURSOR,)], ids=["all", "one"])
def test_a_terminal_that_has_answered_is_never_silent(answers: tuple[Question, ...]) -> None:
    """However long it does not: a frame of some bytes now and then is all that it has."""
    paced, sent = Paced(*answers).exchange(5), 0
    paced.frame()
    for _ in range(3000):
        room = int(paced.pass_by(0.01).room)
        if room:
            sent += room
            paced.frame(room)
    assert sent < 5000


def test_answers_that_trickle_are_not_lost() -> None:
    """On a slow link the last question is old before the answers to all those before it have come."""
    paced = Paced(*ALL).exchange(5)
    for _ in range(8):
        paced.frame(64)
    for _ in range(7):
        paced.pass_by(LOST_S / 2).answer(STATUS)
    assert paced.frame(64) == STATUS.value


@pytest.mark.parametrize("kept_waiting", [0.0, 0.02])
def test_late_answers_make_no_quick_link(kept_waiting: float) -> None:
    """They come right behind the next question, and are not to that."""
    paced = Paced(CURSOR).exchange(1)
    for _ in range(4):
        paced.frame()
    paced.pass_by(LOST_S).frame(60)
    for _ in range(4):
        paced.pass_by(kept_waiting).answer(CURSOR)
    paced.pass_by(TRIP_S).answer(CURSOR)
    assert paced.pacing.round_trip_s == pytest.approx(TRIP_S, abs=0.06)


def test_answers_from_before_make_no_quick_link() -> None:
    """Of a program that was stopped, and goes on."""
    paced = Paced(*ALL).exchange(5)
    for _ in range(4):
        paced.frame()
    paced.pacing.restart(paced.now)
    paced.frame()
    for _ in range(4):
        paced.answer(STATUS)
    assert paced.room <= FIRST_BYTES


def test_after_a_stop_everything_is_asked_again() -> None:
    """The terminal may be another one."""
    paced = Paced(*ALL).exchange(5)
    paced.pacing.restart(paced.now)
    assert (paced.room, paced.frame()) == (FIRST_BYTES, everything(*ALL))


def test_a_terminal_that_was_silent_may_not_be_after_a_stop() -> None:
    """It is asked."""
    paced = silent()
    paced.frame()
    paced.pacing.restart(paced.now)
    assert paced.frame() == everything(*ALL)


@pytest.mark.parametrize("answers", [ALL, (CURSOR,), ()], ids=["all", "one", "none"])
def test_it_says_when_to_look_again(answers: tuple[Question, ...]) -> None:
    """So long there is no room, and then there is, unless something is answered meanwhile."""
    paced = Paced(*answers).exchange(5)
    wrong = []
    for _ in range(60):
        paced.frame(700)
        while wait := paced.pacing.wait_s(paced.now):
            early = paced.pacing.room(paced.now + wait - 0.02) if wait > 0.04 else 0.0
            paced.pass_by(wait + 1e-6)
            wrong += [paced.now] if early or paced.pacing.wait_s(paced.now) is None else []
    assert wrong == []
