"""Where the training thread and the serving one meet."""

from __future__ import annotations

import threading
from collections.abc import Callable
from math import inf

import pytest

from nntui.session.host.hub import LOG_LENGTH, Hub, Interest, Report, Request
from nntui.session.protocol import Happened, LogEntry, Pause, Refused, Status, ToViewer

STATUS = Status(5, "running", 10, 1, 32, 3, 0.01, 0.9, 0.0, 0.0, 16, None)


def unheard(answer: ToViewer) -> None:
    raise AssertionError(answer)


@pytest.fixture
def hub() -> Hub:
    """A hub whose training thread is this one."""
    return Hub(STATUS)


@pytest.mark.parametrize(
    "call",
    [
        lambda hub: hub.submit(Request(1, Pause(), unheard)),
        lambda hub: hub.show(Interest(rate_hz=1.0)),
        lambda hub: hub.show(Interest()),
    ],
    ids=["request", "interest", "the same interest anew"],
)
def test_what_came_before_the_sleep_ends_it(hub: Hub, call: Callable[[Hub], None]) -> None:
    """Nothing that is said just before the training thread falls asleep is slept over."""
    call(hub)
    assert hub.wait(10.0)


def test_what_comes_in_the_sleep_ends_it(hub: Hub) -> None:
    """A paused host answers at once."""
    asking = threading.Timer(0.02, hub.submit, [Request(1, Pause(), unheard)])
    asking.start()
    assert hub.wait(10.0)
    asking.join()


@pytest.mark.parametrize("seconds", [1e15, inf])
def test_a_sleep_of_ages(hub: Hub, seconds: float) -> None:
    """The slowest of paces waits longer than the system can, and is no reason to fail."""
    asking = threading.Timer(0.02, hub.submit, [Request(1, Pause(), unheard)])
    asking.start()
    assert hub.wait(seconds)
    asking.join()


def test_a_sleep_has_its_end(hub: Hub) -> None:
    """Where nothing comes the next step does."""
    assert not hub.wait(0.01)


def test_a_change_is_told_once(hub: Hub) -> None:
    """A training thread that knows of a change may sleep."""
    hub.show(Interest(rate_hz=1.0))
    hub.wait(10.0)
    assert not hub.wait(0.0)


def test_an_answer_reaches_whoever_asked(hub: Hub) -> None:
    """An answer goes to the one who asked, and wakes who sends it."""
    heard: list[object] = []
    hub.wake = lambda: heard.append("woken")
    hub.answer(Request(1, Pause(), heard.append), Refused(1, "no"))
    assert heard == [Refused(1, "no"), "woken"]


def test_the_newest_report_stands(hub: Hub) -> None:
    """A report takes the place of the one before, and says how the run stands."""
    reports = [Report(STATUS, float(loss), 0.0, 0.0, None, (), {}) for loss in range(2)]
    for report in reports:
        hub.publish(report)
    assert hub.report is reports[1]


def test_what_happened_is_kept_for_those_who_come_later(hub: Hub) -> None:
    """The log holds the newest lines, and all viewers of now are told each."""
    told: list[object] = []
    hub.tell = told.append
    for number in range(LOG_LENGTH + 1):
        hub.happened(LogEntry(number, 0.0, 0, "line"), STATUS)
    assert (len(hub.log), hub.log[0].number, len(told)) == (LOG_LENGTH, 1, LOG_LENGTH + 1)
    assert told[0] == Happened(LogEntry(0, 0.0, 0, "line"), STATUS)


def test_a_viewer_that_has_left_again_was_met(hub: Hub) -> None:
    """A run that waits for its first viewer goes on, also where that one was quicker than the waiting."""
    hub.show(Interest(viewers=1))
    hub.show(Interest())
    assert hub.met_viewer
