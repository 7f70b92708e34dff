"""What watching costs, in seconds that pass when somebody says so."""

from __future__ import annotations

import pytest

from nntui.session.overhead import REPORT_SHARE, OverheadAccount


def test_nothing_counted_yet() -> None:
    """Before anything was measured there is no overhead, and no division by nothing."""
    assert OverheadAccount().share == 0.0


def test_work_alone() -> None:
    """A run that only works has no overhead."""
    account = OverheadAccount()
    account.add(total=1.0, work=1.0, waited=0.0)
    assert account.share == 0.0


def test_the_rest_is_overhead() -> None:
    """At full speed all that is not work is overhead."""
    account = OverheadAccount()
    account.add(total=1.0, work=0.98, waited=0.0)
    assert account.share == pytest.approx(0.02)


def test_what_would_have_been_waited_away_is_free() -> None:
    """At a pace a report costs nobody anything, as long as there is time to wait left."""
    account = OverheadAccount()
    account.add(total=1.0, work=0.1, waited=0.8)
    assert account.share == 0.0


def test_old_measurements_fade() -> None:
    """The figure follows what is so now: after a few reports little is left of the past."""
    account = OverheadAccount()
    account.add(total=1.0, work=0.5, waited=0.0)
    for _ in range(20):
        account.add(total=1.0, work=0.99, waited=0.0)
    assert account.share == pytest.approx(0.01, abs=0.01)


def test_clocks_that_disagree_a_little() -> None:
    """Rounding never makes a negative overhead."""
    account = OverheadAccount()
    account.add(total=1.0, work=1.0 + 1e-9, waited=1e-9)
    assert account.share == 0.0


def test_cheap_reports_come_as_often_as_wanted() -> None:
    """Where reports cost next to nothing the viewers' rate stands."""
    account = OverheadAccount()
    account.reported(1e-6)
    assert account.interval_s(0.1) == 0.1


def test_dear_reports_come_less_often() -> None:
    """Reports never take more than their share of the time."""
    account = OverheadAccount()
    account.reported(0.03)
    assert account.interval_s(0.1) == pytest.approx(0.03 / REPORT_SHARE)


def test_one_dear_report_is_forgotten() -> None:
    """A single stutter does not slow reports down for ever."""
    account = OverheadAccount()
    account.reported(1.0)
    for _ in range(30):
        account.reported(1e-4)
    assert account.interval_s(0.1) == 0.1
