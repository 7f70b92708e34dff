"""A screen comes to a terminal as fast as may be, over links of all kinds, in a time that is made up."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from statistics import median

import pytest

from benchmarks.harness.link import Link
from nntui.terminal.pacing import GENTLE_BYTES, GENTLE_S, LOST_S, SILENT_S
from nntui.terminal.questions import Question
from tests.terminal.simulated import Habits, Session

NEAR, FAR, FARTHER, SLOW = Link(0.02, 1e6), Link(0.2, 200_000), Link(0.2, 50_000), Link(0.6, 8000)
STATUS, SYNCHRONIZED, CURSOR = (frozenset([question]) for question in Question)
NONE: frozenset[Question] = frozenset()


@pytest.mark.parametrize(
    ("link", "usual_s", "longest_s"),
    [(NEAR, 0.05, 0.1), (FAR, 0.29, 0.35), (FARTHER, 0.29, 0.45), (SLOW, 0.7, 0.95)],
    ids=["near", "200 KB/s", "50 KB/s", "8 KB/s"],
)
def test_keys_are_not_kept_waiting(link: Link, usual_s: float, longest_s: float) -> None:
    """However much there is to draw, by the round trip of the link and little more."""
    found = Session(link).run(4).press(40, 5)
    assert median(found) <= usual_s
    assert found[-1] <= longest_s


@pytest.mark.parametrize("answers", [STATUS, SYNCHRONIZED, CURSOR], ids=["status", "synchronized", "cursor"])
def test_one_kind_of_answer_is_enough(answers: frozenset[Question]) -> None:
    """Whichever it is."""
    assert Session(FARTHER, Habits(answers)).run(3).press(20, 3)[-1] <= 0.45


@cache
def ten_seconds(link: Link) -> Session:
    """The first ones."""
    return Session(link).run(10)


@pytest.mark.parametrize("link", [FAR, FARTHER, SLOW], ids=["200 KB/s", "50 KB/s", "8 KB/s"])
def test_a_link_is_used(link: Link) -> None:
    """For most of what it carries, once it is known."""
    frames = ten_seconds(link).far.frames
    assert sum(size for at, size in frames if at >= 5) / 5 >= 0.6 * min(link.bytes_per_s, 60_000)


@pytest.mark.parametrize("link", [FAR, FARTHER, SLOW], ids=["200 KB/s", "50 KB/s", "8 KB/s"])
def test_little_waits_in_the_link(link: Link) -> None:
    """Of frames on their way, at any moment."""
    assert max(ten_seconds(link).far.waiting) <= 0.9


def silences(session: Session, seconds: float) -> float:
    """The longest time without a frame while there is always something to draw."""
    moments = [0.0, *(at for at, _ in session.run(seconds).far.frames), session.timers.now]
    return max(after - before for before, after in pairwise(moments))


@pytest.mark.parametrize("answers", [frozenset(Question), CURSOR], ids=["all", "one"])
@pytest.mark.parametrize(
    ("link", "until_s"), [(FARTHER, 5.5), (SLOW, 14.0)], ids=["50 KB/s", "8 KB/s, for long"]
)
def test_answers_that_are_lost(answers: frozenset[Question], link: Link, until_s: float) -> None:
    """Something is drawn at least as often as that is noticed, and then everything is as it was."""
    session = Session(link, Habits(answers, lost=(5.0, until_s)))
    silence = silences(session, until_s + LOST_S + 4)
    assert silence <= LOST_S + link.round_trip_s + 0.1
    assert session.press(20, 3)[-1] <= link.round_trip_s + 0.6


def test_lost_answers_let_nothing_pile_up() -> None:
    """They may be on a link that has stopped: a tenth of what it carried is tried at most."""
    session = Session(SLOW, Habits(CURSOR, lost=(3.0, 23.0))).run(23)
    assert sum(size for at, size in session.far.frames if at >= 7) <= 0.1 * SLOW.bytes_per_s * 16


@pytest.mark.parametrize("link", [FARTHER, SLOW], ids=["50 KB/s", "8 KB/s"])
def test_a_terminal_that_answers_nothing(link: Link) -> None:
    """It has the gentle rate, and is asked nothing any more."""
    session = Session(link, Habits(NONE)).run(12)
    frames = [size for at, size in session.far.frames if at >= SILENT_S]
    assert max(session.far.asked) < SILENT_S
    assert (len(frames), max(frames) <= GENTLE_BYTES) == (
        pytest.approx((12 - SILENT_S) / GENTLE_S, abs=2),
        True,
    )


@pytest.mark.parametrize("from_s", [1.0, 3.0])
def test_a_terminal_that_answers_late_at_first(from_s: float) -> None:
    """It was taken for one that answers nothing; soon it is like any other."""
    session = Session(FARTHER, Habits(from_s=from_s)).run(from_s + 5)
    assert session.press(20, 3)[-1] <= 0.45


@pytest.mark.parametrize(("after_s", "expected_s"), [(8, 2.0), (25, 1.0)])
def test_a_link_slower_than_any(after_s: float, expected_s: float) -> None:
    """What was written while nothing was known of it has to come through; then keys wait no longer."""
    assert Session(Link(0.6, 2000)).run(after_s).press(20, 3)[-1] <= expected_s


@pytest.mark.parametrize("seconds", [1.0, 5.0])
def test_a_link_that_stops_for_a_while(seconds: float) -> None:
    """Afterwards it goes on as before."""
    session = Session(FARTHER).run(3)
    session.far.stall(seconds)
    session.run(seconds + 4)
    assert session.press(20, 3)[-1] <= 0.45


@pytest.mark.parametrize("habits", [Habits(), Habits(CURSOR), Habits(NONE)], ids=["all", "one", "none"])
def test_in_the_end_everything_is_shown(habits: Habits) -> None:
    """Once nothing changes any more, and then nothing is written any more."""
    session = Session(FARTHER, habits).run(3)
    session.over = True
    session.run(3)
    frames, shown = len(session.far.frames), session.model.is_shown
    session.run(60)
    assert (shown, len(session.far.frames)) == (True, frames)


@pytest.mark.parametrize("budget", [500.0, 8000.0])
def test_a_budget_is_kept(budget: float) -> None:
    """Over any five seconds, questions and all."""
    frames = Session(FARTHER, budget=budget).run(10).far.frames
    most = max(sum(size for at, size in frames if begin <= at <= begin + 5) for begin, _ in frames)
    assert most <= 1.05 * 5 * budget


@pytest.mark.parametrize("budget", [500.0, 8000.0])
def test_a_budget_does_not_slow_keys(budget: float) -> None:
    """Something is kept for them."""
    assert Session(NEAR, budget=budget).run(3).press(20, 4)[-1] <= 0.2
