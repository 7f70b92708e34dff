"""The speed that a person wants to watch at."""

from __future__ import annotations

import pytest

from nntui.session.pacing import LAG_S, Pacer, faster, slower

START = 100.0


def steps_until(pacer: Pacer, now: float, end: float, step_s: float = 0.0) -> tuple[int, float]:
    """Take steps as they fall due, each taking so long, until the clock shows `end`; steps, and the clock."""
    steps = 0
    while now + pacer.wait_s(now) < end:
        now += pacer.wait_s(now) + step_s
        pacer.stepped(now)
        steps += 1
    return steps, now


@pytest.mark.parametrize("pace", [0.5, 3, 8.0, 100, 1000])
def test_a_pace_is_kept(pace: float) -> None:
    """A pace of N shows N steps a second from the first second on, with no burst to begin with."""
    steps, _ = steps_until(Pacer(pace), START, START + 10 - 1e-6)
    assert steps == 10 * pace


def test_what_a_step_takes_is_part_of_the_wait() -> None:
    """Steps that take time are no slower for it, as long as they can keep up."""
    steps, _ = steps_until(Pacer(100), START, START + 10, step_s=0.009)
    assert steps == pytest.approx(1000, abs=1)


def test_no_pace_never_waits() -> None:
    """At full speed the next step is always due."""
    pacer = Pacer(None)
    pacer.stepped(START)
    assert pacer.wait_s(START) == 0.0


def test_a_short_delay_is_made_up_for() -> None:
    """A stutter of the machine does not slow the run down."""
    pacer = Pacer(100)
    steps, now = steps_until(pacer, START, START + 1)
    more, _ = steps_until(pacer, now + 0.8 * LAG_S, START + 2)
    assert steps + more == pytest.approx(200, abs=2)


def test_after_a_pause_there_is_no_burst() -> None:
    """Steps that were not taken in a pause are not taken at once when it ends."""
    pacer = Pacer(100)
    _, now = steps_until(pacer, START, START + 1)
    steps, _ = steps_until(pacer, now + 60, now + 60.1 - 1e-6)
    assert steps == 10


def test_a_new_pace_begins_at_once() -> None:
    """Who asks for a faster pace does not wait out the slow step first."""
    pacer = Pacer(0.5)
    pacer.stepped(START)
    pacer.change(100, START + 0.1)
    assert pacer.wait_s(START + 0.1) == 0.0


@pytest.mark.parametrize(
    ("pace", "expected"), [(0.5, 1), (1, 2), (1.5, 2), (1000, None), (5000, None), (None, None)]
)
def test_faster(pace: float | None, expected: float | None) -> None:
    """The key goes up the row of paces, from wherever the pace is, and full speed is the end."""
    assert faster(pace) == expected


@pytest.mark.parametrize(
    ("pace", "expected"), [(None, 1000), (5000, 1000), (1.5, 1), (1, 0.5), (0.5, 0.5), (0.1, 0.1)]
)
def test_slower(pace: float | None, expected: float | None) -> None:
    """The key goes down the row of paces, and never to a standstill."""
    assert slower(pace) == expected
