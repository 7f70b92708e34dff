"""The training thread's time, in seconds that pass when somebody says so."""

from __future__ import annotations

import pytest

from nntui.session.host.stopwatch import Stopwatch


def turn(
    watch: Stopwatch,
    begins: float,
    ends: float,
    *,
    running: bool = True,
    by_hand: bool = False,
    waiting: bool = False,
) -> None:
    """A turn of the training thread, which runs or does not from its beginning to its end and on."""
    watch.turn_begins(begins)
    watch.runs(running, by_hand=by_hand)
    watch.turn_ends(ends, running, waiting=waiting)


def test_nothing_counts_before_it_runs() -> None:
    """The time until the first step is nobody's."""
    watch = Stopwatch(10.0)
    turn(watch, 50.0, 60.0, running=False)
    assert (watch.trained_s, watch.overhead, watch.steps_per_s) == (0.0, 0.0, 0.0)


def test_pauses_count_nowhere() -> None:
    """Neither as time of training nor as overhead, however long they are."""
    watch = Stopwatch(0.0)
    turn(watch, 0.0, 1.0)
    turn(watch, 1.0, 1.0, running=False)
    turn(watch, 1000.0, 1002.0)
    assert watch.trained_s == 3.0


def test_steps_by_hand_are_training_but_not_overhead() -> None:
    """They are always reported in full, so they say nothing of what watching costs."""
    watch = Stopwatch(0.0)
    turn(watch, 0.0, 5.0, by_hand=True)
    watch.report(5.0, 0.1)
    assert (watch.trained_s, watch.overhead) == (5.0, 0.0)


def test_what_is_not_work_is_overhead() -> None:
    """At full speed a tenth of the time that went elsewhere is ten percent."""
    watch = Stopwatch(0.0)
    watch.runs(True, by_hand=False)
    watch.worked(0.9, steps=90)
    watch.report(1.0, 0.1)
    assert watch.overhead == pytest.approx(0.1)


def test_waiting_for_the_pace_is_free() -> None:
    """Time that is waited away between two turns is no overhead, and is training all the same."""
    watch = Stopwatch(0.0)
    watch.turn_begins(0.0)
    watch.runs(True, by_hand=False)
    watch.worked(0.1, steps=1)
    watch.turn_ends(0.1, True, waiting=True)
    watch.turn_begins(1.0)
    watch.report(1.0, 0.1)
    assert (watch.trained_s, watch.overhead) == (1.0, 0.0)


def test_the_speed_is_that_of_the_time_it_ran() -> None:
    """A pause between two reports does not make it look slow."""
    watch = Stopwatch(0.0)
    turn(watch, 0.0, 1.0)
    watch.worked(0.9, steps=50)
    turn(watch, 1.0, 1.0, running=False)
    turn(watch, 9.0, 10.0)
    watch.worked(0.9, steps=50)
    watch.report(10.0, 0.1)
    assert watch.steps_per_s == 50.0


def test_each_report_counts_what_was_since_the_one_before() -> None:
    """No step is counted twice."""
    watch = Stopwatch(0.0)
    watch.runs(True, by_hand=False)
    for now, steps in ((1.0, 50), (2.0, 10)):
        watch.worked(0.9, steps=steps)
        watch.report(now, 0.1)
    assert watch.steps_per_s == 10.0


@pytest.mark.parametrize(("took_s", "expected"), [(0.0001, 1.1), (0.03, 3.0)])
def test_the_next_report(took_s: float, expected: float) -> None:
    """As soon as it is wanted, or later where reports are dear."""
    watch = Stopwatch(0.0)
    watch.reported(took_s)
    watch.report(1.0, 0.1)
    assert watch.report_due == pytest.approx(expected)


def test_the_time_of_the_newest_step() -> None:
    """What passes behind it is not what the steps took: it counts once the next is taken."""
    watch = Stopwatch(0.0)
    turn(watch, 0.0, 2.0)
    watch.turn_begins(3.0)
    watch.runs(True, by_hand=True)
    watch.stepped(4.5)
    watch.turn_ends(5.0, False, waiting=False)
    assert (watch.at_last_step, watch.trained_s) == (4.5, 5.0)


def test_whether_time_counts_now() -> None:
    """Only while it runs."""
    watch = Stopwatch(0.0)
    found = [watch.counting]
    for running in (True, False):
        turn(watch, 1.0, 2.0, running=running)
        found.append(watch.counting)
    assert found == [False, True, False]
