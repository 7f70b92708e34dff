"""The training thread's time: pace, reports, and what watching costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pytest

from nntui.session.host.hub import Report
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import Pause, Resume, SetPace, StepBy, Subscribe

Start = Callable[..., LoopbackHost]
STEP_S = 0.001


class Clock(Protocol):
    """Seconds, which pass when somebody says so."""

    now: float


@pytest.fixture
def drive(clock: Clock) -> Callable[..., list[Report]]:
    """Have a host run for so many seconds, waiting as it asks to; what it reported meanwhile."""

    def drive(host: LoopbackHost, seconds: float) -> list[Report]:
        end, reports = clock.now + seconds, []
        before = host.served.hub.report
        while clock.now < end:
            wait = host.turn()
            report = host.served.hub.report
            if report is not before and report is not None:
                reports.append(report)
            before = report
            clock.now = end if wait is None else min(end, clock.now + wait)
        return reports

    return drive


@pytest.fixture
def timed(clock: Clock, monkeypatch: pytest.MonkeyPatch, start: Start) -> Callable[..., LoopbackHost]:
    """Starts a host whose steps take a millisecond each, of a run with thousands of them."""

    def timed(**changes: object) -> LoopbackHost:
        host = start(epochs=10_000, **changes)
        step = host.run.trainer.step

        def slow_step() -> object:
            clock.now += STEP_S
            return step()

        monkeypatch.setattr(host.run.trainer, "step", slow_step)
        return host

    return timed


@pytest.mark.parametrize("pace", [1.0, 7.0, 50.0, 300.0])
def test_a_pace_is_kept(timed: Start, drive: Callable[..., list[Report]], pace: float) -> None:
    """At a pace of N the clock shows N steps a second."""
    host = timed(pace=pace)
    drive(host, 4.0 - 1e-6)
    assert host.run.trainer.step_number == pytest.approx(4 * pace, abs=1)


def test_a_pace_below_ten_shows_every_step(timed: Start, drive: Callable[..., list[Report]]) -> None:
    """Where a person can follow each step, each is reported, with the validation after it."""
    host = timed(pace=9.0)
    host.connect(Subscribe(rate_hz=1.0))
    reports = drive(host, 3.0)
    seen = [(report.status.step, report.evaluated.step if report.evaluated else None) for report in reports]
    assert list(dict.fromkeys(seen)) == [(step, step) for step in range(1, 28)]


def test_at_a_pace_steps_are_reported_at_the_viewer_s_rate(
    timed: Start, drive: Callable[..., list[Report]]
) -> None:
    """Faster than that, reports come as often as the screen is drawn."""
    host = timed(pace=100.0)
    host.connect(Subscribe(rate_hz=10.0))
    assert len(drive(host, 5.0)) == pytest.approx(50, abs=3)


def test_every_step_by_hand_is_reported(timed: Start, drive: Callable[..., list[Report]]) -> None:
    """A step taken by hand is shown, however little the viewer's rate is."""
    host = timed(paused=True)
    viewer = host.connect(Subscribe(rate_hz=0.1))
    viewer.ask(StepBy(5))
    reports = drive(host, 1.0)
    assert [report.status.step for report in reports] == [1, 2, 3, 4, 5]


def test_steps_by_hand_do_not_wait_for_the_pace(timed: Start, drive: Callable[..., list[Report]]) -> None:
    """Ten steps at half a step a second are there at once, and leave nothing to wait out afterwards."""
    host = timed(paused=True, pace=0.5)
    viewer = host.connect()
    viewer.ask(StepBy(10))
    drive(host, 0.1)
    assert host.run.trainer.step_number == 10
    viewer.ask(Resume())
    drive(host, 5.0)
    assert host.run.trainer.step_number == 13


def test_after_a_pause_there_is_no_burst(timed: Start, drive: Callable[..., list[Report]]) -> None:
    """A run that was paused for a minute goes on at its pace."""
    host = timed(pace=100.0)
    viewer = host.connect()
    drive(host, 1.0)
    viewer.ask(Pause())
    drive(host, 60.0)
    before = host.run.trainer.step_number
    viewer.ask(Resume())
    drive(host, 1.0)
    assert host.run.trainer.step_number - before == pytest.approx(100, abs=1)


def test_a_new_pace_holds_from_now_on(timed: Start, drive: Callable[..., list[Report]]) -> None:
    """A change of pace is a change of the very next wait."""
    host = timed(pace=0.5)
    drive(host, 0.5)
    host.connect().ask(SetPace(100.0))
    drive(host, 1.0)
    assert host.run.trainer.step_number == pytest.approx(101, abs=1)


def test_the_speed_is_told(timed: Start, drive: Callable[..., list[Report]]) -> None:
    """A run at full speed, a step a millisecond, shows a thousand steps a second."""
    host = timed()
    host.connect(Subscribe())
    reports = drive(host, 3.0)
    assert reports[-1].steps_per_s == pytest.approx(1000, rel=0.01)


def test_the_speed_is_that_of_running(timed: Start, drive: Callable[..., list[Report]]) -> None:
    """Pauses do not make a run look slow, nor steps by hand."""
    host = timed()
    viewer = host.connect(Subscribe())
    drive(host, 3.0)
    for action, seconds in ((Pause(), 60.0), (StepBy(3), 60.0), (Resume(), 0.3)):
        viewer.ask(action)
        reports = drive(host, seconds)
    assert reports[-1].steps_per_s == pytest.approx(1000, rel=0.01)
    assert host.loop.result().steps_per_second == pytest.approx(1000, rel=0.01)


def test_no_overhead_where_nothing_else_is_done(timed: Start, drive: Callable[..., list[Report]]) -> None:
    """A run that only steps shows none."""
    host = timed()
    host.connect(Subscribe())
    reports = drive(host, 3.0)
    assert reports[-1].overhead == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("report_s", [0.0005, 0.005, 0.05])
def test_overhead_is_bounded(
    timed: Start, clock: Clock, drive: Callable[..., list[Report]], report_s: float
) -> None:
    """However dear reports are, they take no more than two percent of the time; the figure says how much."""
    host = timed()
    host.connect(Subscribe(rate_hz=20.0))

    def publishing_takes_time() -> None:
        clock.now += report_s

    host.served.hub.wake = publishing_takes_time
    reports = drive(host, 20.0)
    expected = report_s / max(0.05, report_s / 0.015)
    assert reports[-1].overhead == pytest.approx(expected, rel=0.1)
    assert reports[-1].overhead <= 0.02


def test_at_a_pace_watching_is_free(timed: Start, clock: Clock, drive: Callable[..., list[Report]]) -> None:
    """What would have been waited away costs nothing."""
    host = timed(pace=50.0)
    host.connect(Subscribe(rate_hz=20.0))

    def publishing_takes_time() -> None:
        clock.now += 0.002

    host.served.hub.wake = publishing_takes_time
    assert drive(host, 10.0)[-1].overhead == 0.0
