"""Signs of life, and how long an answer takes."""

from __future__ import annotations

import pytest

from nntui.session.following.pulse import Pulse


@pytest.fixture
def pulse() -> Pulse:
    """A connection begun at 100 s."""
    pulse = Pulse()
    pulse.begin(100.0)
    return pulse


def pass_time(pulse: Pulse, until: float) -> None:
    """Look at the clock ten times a second from 100 s on."""
    for tick in range(1, round(10 * (until - 100)) + 1):
        pulse.look(100 + tick / 10)


def test_a_ping_is_sent_each_second(pulse: Pulse) -> None:
    """At once, and from then on with ascending numbers."""
    assert [pulse.ping(100 + tick / 4) for tick in range(9)] == [1, None, None, None, 2, None, None, None, 3]


def test_numbers_go_on_with_the_next_connection(pulse: Pulse) -> None:
    """The answer to an old one is never taken for that to a new one."""
    pulse.ping(100.0)
    pulse.begin(110.0)
    assert pulse.ping(110.0) == 2


@pytest.mark.parametrize(("now", "expected"), [(102.4, 0), (102.5, 2), (103.9, 3), (107.0, 7)])
def test_silence_is_told_in_whole_seconds(pulse: Pulse, now: float, expected: int) -> None:
    """From two and a half on; before, it is nothing to speak of."""
    pass_time(pulse, now)
    assert pulse.stale_s(now) == expected


def test_whatever_arrives_ends_it(pulse: Pulse) -> None:
    """Also where it is no answer to a ping."""
    pass_time(pulse, 105.0)
    pulse.heard(105.0)
    assert pulse.stale_s(105.1) == 0


@pytest.mark.parametrize(("now", "expected"), [(109.9, False), (110.0, True)])
def test_after_ten_seconds_nobody_is_there(pulse: Pulse, now: float, expected: bool) -> None:
    """The connection is given up."""
    pass_time(pulse, now)
    assert pulse.is_dead(now) == expected


def test_time_in_which_this_process_stood_still_is_no_silence(pulse: Pulse) -> None:
    """Stopped for half a minute and continued, it first reads what was said meanwhile."""
    pulse.look(100.5)
    pulse.look(130.5)
    assert (pulse.stale_s(130.5), pulse.is_dead(130.5)) == (0, False)


def test_the_round_trip_is_that_of_the_newest_answer(pulse: Pulse) -> None:
    """It may change while one is connected."""
    for sent, answered in ((100.0, 100.2), (101.0, 101.05)):
        pulse.answered(pulse.ping(sent), answered)
    assert pulse.round_trip_s(101.05) == pytest.approx(0.05)


def test_an_answer_that_does_not_come_makes_it_longer(pulse: Pulse) -> None:
    """A link that has just become slow is known to be so before the answer is there."""
    pulse.answered(pulse.ping(100.0), 100.01)
    pulse.ping(101.0)
    assert pulse.round_trip_s(101.5) == pytest.approx(0.5)


def test_an_answer_to_nothing_is_ignored(pulse: Pulse) -> None:
    """A host may say any number it likes."""
    pulse.answered(77, 100.5)
    assert pulse.round_trip_s(100.5) == 0.0


@pytest.mark.parametrize(
    ("now", "expected"), [(100.0, 100.0), (102.2, 102.5), (102.7, 103.0), (109.5, 110.0)]
)
def test_it_says_when_there_is_something_to_see(pulse: Pulse, now: float, expected: float) -> None:
    """A ping is due, silence becomes worth a word, is counted up, or is the end."""
    if now > 100.0:
        pass_time(pulse, now)
        pulse.ping(now)
    assert pulse.next_at(now) == pytest.approx(expected)
