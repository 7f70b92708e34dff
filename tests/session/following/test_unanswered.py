"""What was asked and is not answered yet, and its marks."""

from __future__ import annotations

import pytest

from nntui.session.following.key_mark import KeyMark
from nntui.session.following.unanswered import Unanswered
from nntui.session.protocol import Command, Evaluate, ScaleLearningRate, Stop, Toggle
from tests.session.following.viewing import STATUS

FAR, NEAR = 0.2, 0.01
"""Round trips, in seconds."""


def words(unanswered: Unanswered, now: float, round_trip_s: float = FAR) -> list[str]:
    return [mark.words for mark in unanswered.marks(round_trip_s, now)]


def test_commands_are_numbered_in_order() -> None:
    """And stay until they are answered."""
    unanswered = Unanswered()
    for action in (Toggle(), Evaluate(), Stop()):
        unanswered.add(action, STATUS, 1.0)
    unanswered.done(2)
    assert unanswered.commands() == (Command(1, Toggle()), Command(3, Stop()))


def test_numbers_are_not_used_twice() -> None:
    """An answer belongs to one command for good."""
    unanswered = Unanswered()
    unanswered.add(Toggle(), STATUS, 1.0)
    unanswered.done(1)
    assert unanswered.add(Evaluate(), STATUS, 2.0).id == 2


def test_where_the_host_is_far_a_key_is_marked_at_once() -> None:
    """Without waiting for anything."""
    unanswered = Unanswered()
    unanswered.add(Toggle(), STATUS, 1.0)
    assert words(unanswered, 1.0) == ["pausing …"]


@pytest.mark.parametrize(("now", "expected"), [(1.0, []), (1.05, []), (1.06, ["pausing …"])])
def test_where_it_is_near_only_what_takes_its_time(now: float, expected: list[str]) -> None:
    """A mark that is there for a moment would only flicker."""
    unanswered = Unanswered()
    unanswered.add(Toggle(), STATUS, 1.0)
    assert words(unanswered, now, NEAR) == expected


def test_it_says_when_a_mark_will_be_due() -> None:
    """So that somebody looks then."""
    unanswered = Unanswered()
    unanswered.add(Toggle(), STATUS, 1.0)
    assert (unanswered.next_at(1.0), unanswered.next_at(2.0)) == (pytest.approx(1.06), float("inf"))


def test_one_mark_for_each_thing_the_newest_last() -> None:
    """Two presses of one key are one mark; what was asked last stands nearest to the numbers."""
    unanswered = Unanswered()
    for action in (ScaleLearningRate(1.25), Toggle(), ScaleLearningRate(1.25)):
        unanswered.add(action, STATUS, 1.0)
    assert words(unanswered, 1.0) == ["pausing …", "lr → 1.56e-3 …"]


def test_a_mark_goes_with_the_answer() -> None:
    """That of the last press alone ends it."""
    unanswered = Unanswered()
    for _ in range(2):
        unanswered.add(ScaleLearningRate(1.25), STATUS, 1.0)
    seen = []
    for command in (1, 2):
        unanswered.done(command)
        seen.append(words(unanswered, 1.2))
    assert seen == [["lr → 1.56e-3 …"], []]


def test_a_refusal_turns_the_mark_into_its_reason() -> None:
    """For four seconds."""
    unanswered = Unanswered()
    unanswered.add(Toggle(), STATUS, 1.0)
    unanswered.refused(1, "not now", 2.0)
    assert [unanswered.marks(FAR, now) for now in (2.0, 5.9, 6.0)] == [
        (KeyMark("not now", refused=True),),
        (KeyMark("not now", refused=True),),
        (),
    ]
    assert unanswered.next_at(2.0) == 6.0


def test_where_no_answer_will_come_the_reason_is_told_once() -> None:
    """However many were waited for; none is asked again."""
    unanswered = Unanswered()
    for action in (Toggle(), Evaluate()):
        unanswered.add(action, STATUS, 1.0)
    assert unanswered.none_done("it is gone", 2.0) is True
    assert (words(unanswered, 2.0), unanswered.commands()) == (["it is gone"], ())


def test_where_nothing_was_asked_there_is_nothing_to_tell() -> None:
    """A loss that cost nothing needs no words."""
    unanswered = Unanswered()
    assert (unanswered.none_done("it is gone", 2.0), words(unanswered, 2.0)) == (False, [])


def test_an_answer_to_nothing_is_ignored() -> None:
    """A host may say any number it likes."""
    unanswered = Unanswered()
    unanswered.done(7)
    assert unanswered.commands() == ()
