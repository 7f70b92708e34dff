"""The frames of one viewer: when they are sent, and how many."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import TYPE_CHECKING, Any

import pytest

from nntui.session.codec import ProtocolError, viewer_reader
from nntui.session.host.connection import Connection
from nntui.session.loopback import LoopbackHost, LoopbackViewer
from nntui.session.protocol import (
    VERSIONS,
    Frame,
    Happened,
    Hello,
    LogEntry,
    Seen,
    StepBy,
    Subscribe,
    ToViewer,
    Welcome,
)

if TYPE_CHECKING:
    from tests.session.conftest import Clock

Start = Callable[..., LoopbackHost]
HELLO = Hello(VERSIONS, "test")


def line(host: LoopbackHost, number: int) -> Happened:
    return Happened(LogEntry(number, 0.0, 0, f"line {number}"), host.run.status())


def kinds(messages: list[ToViewer]) -> list[type[Any]]:
    return [type(message) for message in messages]


def test_news_before_frames(host: LoopbackHost) -> None:
    """What happened is told before the numbers after it."""
    viewer = host.connect(Subscribe())
    host.turn()
    viewer.connection.tell(line(host, 9))
    assert kinds(viewer.read())[-2:] == [Happened, Frame]


def test_a_frame_is_sent_once(host: LoopbackHost) -> None:
    """Where nothing is new nothing is sent."""
    viewer = host.connect(Subscribe())
    host.turn()
    assert (kinds(viewer.read()), kinds(viewer.read())) == ([Welcome, Frame], [])


def test_frames_skip_to_the_newest(host: LoopbackHost, settle: Callable[[LoopbackHost], None]) -> None:
    """A viewer that reads slowly sees the newest step, and none in between."""
    viewer = host.connect(Subscribe())
    viewer.ask(StepBy(5))
    settle(host)
    frames = [message for message in viewer.read() if isinstance(message, Frame)]
    assert [frame.step for frame in frames] == [5]


def test_another_screen_is_shown_at_once(host: LoopbackHost) -> None:
    """A viewer that shows something else does not wait for the next step, also while paused."""
    viewer = host.connect(Subscribe())
    host.turn()
    viewer.read()
    viewer.say(Subscribe(columns=10))
    host.turn()
    assert [message.training is not None for message in viewer.read() if isinstance(message, Frame)] == [True]


def test_no_frames_at_no_rate(host: LoopbackHost) -> None:
    """A viewer without a screen gets news alone."""
    viewer = host.connect(Subscribe(rate_hz=0))
    host.connect(Subscribe())
    host.turn()
    assert kinds(viewer.read()) == [Welcome]


def test_a_frame_that_was_not_sent_cannot_be_seen(connection: Connection) -> None:
    """The link is not learnt from nonsense."""
    connection.receive(HELLO)
    with pytest.raises(ProtocolError, match="frame 7 was not sent yet"):
        connection.receive(Seen(7))


def test_a_long_log_comes_bit_by_bit(host: LoopbackHost, clock: Clock) -> None:
    """The welcome has the newest lines; those before come with frames, and in the end all are there."""
    hub = host.served.hub
    hub.log.clear()
    hub.log.extend(LogEntry(number, 0.0, 0, f"line {number}") for number in range(1, 301))
    viewer = host.connect(Subscribe())
    host.turn()
    first = viewer.read()[0]
    assert isinstance(first, Welcome)
    while len(viewer.state.log) < 300:
        clock.now += 0.1
        assert viewer.read()
    assert (len(first.log) < 60, first.log[-1].number) == (True, 300)
    assert [line.number for line in viewer.state.log] == list(range(1, 301))


def watch(host: LoopbackHost, clock: Clock, rate_hz: float, seconds: float) -> int:
    """How many frames a viewer gets of a host that reports twenty times a second."""
    host.connect(Subscribe(rate_hz=20.0))
    viewer, frames = host.connect(Subscribe(rate_hz=rate_hz)), 0
    for _ in range(round(seconds * 20)):
        clock.now += 0.05
        viewer.ask(StepBy(1))
        for _ in range(3):
            host.turn()
        frames += kinds(viewer.read()).count(Frame)
    return frames


@pytest.mark.parametrize(("rate_hz", "expected"), [(20.0, 40), (5.0, 10), (1.0, 2), (0.0, 0)])
def test_each_viewer_has_a_rate_of_its_own(
    host: LoopbackHost, clock: Clock, rate_hz: float, expected: int
) -> None:
    """Though the host reports as often as the fastest of them wants."""
    assert 0 <= watch(host, clock, rate_hz, 2.0) - expected <= 1


def test_who_never_says_seen_gets_no_more(host: LoopbackHost, clock: Clock) -> None:
    """A viewer that draws nothing costs nothing."""
    viewer, reader, frames = host.connect(Subscribe()), viewer_reader(), 0
    for _ in range(20):
        clock.now += 0.1
        viewer.ask(StepBy(1))
        host.turn()
        heard = reader.feed(b"".join(iter(viewer.connection.outgoing, b"")))
        frames += kinds(list(heard)).count(Frame)
    assert frames == 1


def test_the_host_need_not_look_again(host: LoopbackHost, clock: Clock) -> None:
    """Where everything was shown nothing is due; where a frame has to wait for its turn it says how long."""
    viewer = host.connect(Subscribe(rate_hz=5.0))
    host.turn()
    viewer.read()
    shown = viewer.connection.wait_s()
    clock.now += 0.05
    viewer.ask(StepBy(1))
    for _ in range(3):
        host.turn()
    assert viewer.connection.outgoing()
    assert (shown, viewer.connection.wait_s()) == (None, pytest.approx(0.15))


def test_numbers_before_the_first_step(host: LoopbackHost) -> None:
    """A loss that is not there yet is told as none."""
    viewer: LoopbackViewer = host.connect(Subscribe())
    host.turn()
    viewer.read()
    assert isnan(viewer.state.loss)
    assert viewer.state.shown_step == 0
